#pragma once

#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/task.hpp"

namespace druidwatch::net {

class Background;
class TimerWheel;

/// Never empty; in the order in which they are worth trying.
using Addresses = std::vector<boost::asio::ip::address>;

/// Name look-ups outside a probe's path. The last answer is kept, for as long as no newer one
/// comes, and renewed in the background when it is asked for after 30 s. Every name is looked up on
/// a thread of its own. Numeric addresses and localhost need no look-up.
class Resolver {
  public:
    /// Blocking; the error is in the words of whoever failed. Called on a helper thread.
    using LookUp = std::function<std::expected<Addresses, std::string>(const std::string& name)>;

    static constexpr seconds renew_after{30};

    Resolver(boost::asio::io_context& context, TimerWheel& wheel, Background& background);
    Resolver(boost::asio::io_context& context, TimerWheel& wheel, Background& background,
             LookUp look_up);
    ~Resolver();

    /// What is known now; renewed in the background when old. Begins a first look-up if none was
    /// made.
    std::optional<Addresses> known(const std::string& host);

    /// The kept answer at once, or the first one as soon as it is there.
    /// Fails with unreachable: "look up" on `host`.
    Task<Result<Addresses>> resolve(std::string host, Monotonic deadline);

  private:
    struct Name;
    struct Mailbox;

    std::shared_ptr<Name> renewed(const std::string& host);
    void answered(const std::string& host, std::expected<Addresses, std::string> answer);

    TimerWheel& wheel_;
    Background& background_;
    LookUp look_up_;
    std::map<std::string, std::shared_ptr<Name>> names_;
    std::shared_ptr<Mailbox> mailbox_;
};

/// The addresses of a host that needs no look-up: numeric, or localhost.
std::optional<Addresses> addresses_without_look_up(const std::string& host);

}  // namespace druidwatch::net
