#pragma once

#include <string>
#include <string_view>

namespace druidwatch::exporters {

/// "$2y$10$" and 53 characters more.
bool is_bcrypt_hash(std::string_view text);

/// Whether the hash was made of the password. It blocks for as long as the hash's cost wants: 70 ms
/// at cost 10, twice that at 11. As everywhere with bcrypt, only the first 72 bytes count.
bool matches_bcrypt(const std::string& password, const std::string& hash);

}  // namespace druidwatch::exporters
