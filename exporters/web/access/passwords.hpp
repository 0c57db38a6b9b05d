#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "exporters/web/access/basic_auth.hpp"
#include "exporters/web/access/web_config.hpp"

namespace druidwatch::exporters {

/// Tells whether a password is its user's. bcrypt is slow on purpose, so it is asked on a thread of
/// its own, one password after the other, and its word is remembered. A user whose password was
/// right once waits behind nobody who is guessing.
class Passwords {
  public:
    Passwords();
    ~Passwords() { stop(); }
    Passwords(const Passwords&) = delete;
    Passwords& operator=(const Passwords&) = delete;

    /// An unknown user costs as much as a known one. Nothing when too many wait already. Only for
    /// the server's own thread.
    boost::asio::awaitable<std::optional<bool>> check(const WebUsers& users, BasicAuth given);

    /// Waits for the password that is being checked. What is waited for never comes then.
    void stop();

    static constexpr int most_waiting = 64;
    static constexpr std::size_t most_remembered = 256;  ///< wrong ones

  private:
    /// Keyed, so that what is remembered is of no use to whoever reads this memory later.
    using Digest = std::array<unsigned char, 32>;

    Digest digest(const BasicAuth& given, const std::string& hash) const;
    std::optional<bool> remembered(const std::string& user, const Digest& digest) const;
    void remember(const std::string& user, const Digest& digest, bool right);

    Digest key_;
    std::map<std::string, Digest> right_;
    std::deque<Digest> wrong_;
    int waiting_ = 0;
    boost::asio::thread_pool checker_{1};
};

}  // namespace druidwatch::exporters
