#pragma once

#include <expected>
#include <optional>
#include <string>

namespace druidwatch::config {

struct Secret {
    std::string value;
    std::optional<std::string> warning;  ///< the file is open to more than its owner and group
};

/// The secret in the file at `path`, or in the variable NAME where it is `env:NAME`; without the
/// newline at its end. The error is a sentence for a person and holds no part of a secret.
std::expected<Secret, std::string> read_secret(const std::string& path);

}  // namespace druidwatch::config
