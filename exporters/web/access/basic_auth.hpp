#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace druidwatch::exporters {

struct BasicAuth {
    std::string user;
    std::string password;
};

/// Of an `Authorization` header; nothing where it is none of Basic, or none at all.
std::optional<BasicAuth> parse_basic_auth(std::string_view header);

}  // namespace druidwatch::exporters
