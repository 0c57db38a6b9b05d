#include "exporters/web/access/bcrypt.hpp"

#include <memory>

#include <crypt.h>
#include <openssl/crypto.h>

namespace druidwatch::exporters {
namespace {

constexpr std::string_view alphabet =
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t prefix = 7;  // "$2y$10$"
constexpr std::size_t length = prefix + 22 + 31;

}  // namespace

bool is_bcrypt_hash(std::string_view text) {
    if (text.size() != length || !text.starts_with("$2") || text[3] != '$' || text[6] != '$') {
        return false;
    }
    const auto cost = text.substr(4, 2);
    if (std::string_view("abxy").find(text[2]) == text.npos || cost < "04" || cost > "31" ||
        cost.find_first_not_of("0123456789") != cost.npos) {
        return false;
    }
    return text.substr(prefix).find_first_not_of(alphabet) == text.npos;
}

bool matches_bcrypt(const std::string& password, const std::string& hash) {
    // For crypt_r it would end there.
    if (password.find('\0') != password.npos) return false;
    const auto room = std::make_unique<crypt_data>();  // 32 KiB
    const char* made = crypt_r(password.c_str(), hash.c_str(), room.get());
    if (!made) return false;
    const std::string_view result(made);
    const bool same =
        result.size() == hash.size() && CRYPTO_memcmp(made, hash.data(), hash.size()) == 0;
    OPENSSL_cleanse(room.get(), sizeof(crypt_data));
    return same;
}

}  // namespace druidwatch::exporters
