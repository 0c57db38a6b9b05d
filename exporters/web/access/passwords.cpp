#include "exporters/web/access/passwords.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "exporters/web/access/bcrypt.hpp"

namespace druidwatch::exporters {
namespace asio = boost::asio;
namespace {

/// Takes what it works on with it, to the other thread.
asio::awaitable<bool> ask_bcrypt(std::string password, std::string hash) {
    const bool matches = matches_bcrypt(password, hash);
    OPENSSL_cleanse(password.data(), password.size());
    co_return matches;
}

}  // namespace

Passwords::Passwords() {
    if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1) {
        throw std::runtime_error("there is no randomness to be had");
    }
}

Passwords::Digest Passwords::digest(const BasicAuth& given, const std::string& hash) const {
    // No name has a colon, and no hash: what is what can't be mistaken.
    const auto text = given.user + ':' + hash + ':' + given.password;
    Digest digest{};
    HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), nullptr);
    return digest;
}

std::optional<bool> Passwords::remembered(const std::string& user, const Digest& digest) const {
    const auto same = [&](const Digest& other) {
        return CRYPTO_memcmp(other.data(), digest.data(), digest.size()) == 0;
    };
    if (const auto right = right_.find(user); right != right_.end() && same(right->second)) {
        return true;
    }
    if (std::ranges::any_of(wrong_, same)) return false;
    return {};
}

void Passwords::remember(const std::string& user, const Digest& digest, bool right) {
    if (right) {
        right_[user] = digest;
        return;
    }
    wrong_.push_back(digest);
    if (wrong_.size() > most_remembered) wrong_.pop_front();
}

asio::awaitable<std::optional<bool>> Passwords::check(const WebUsers& users, BasicAuth given) {
    const auto user = users.find(given.user);
    const bool known = user != users.end();
    // Somebody's: what matters is the time that it takes.
    const auto hash = known ? user->second : users.begin()->second;
    const auto its_digest = digest(given, hash);
    if (const auto before = remembered(given.user, its_digest)) co_return before;
    if (waiting_ == most_waiting) co_return std::nullopt;
    ++waiting_;
    const bool matches = co_await asio::co_spawn(
        checker_, ask_bcrypt(std::move(given.password), hash), asio::use_awaitable);
    --waiting_;
    const bool right = known && matches;
    remember(given.user, its_digest, right);
    co_return right;
}

void Passwords::stop() {
    checker_.stop();
    checker_.join();
}

}  // namespace druidwatch::exporters
