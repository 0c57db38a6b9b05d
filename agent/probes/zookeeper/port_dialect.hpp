#pragma once

#include <memory>
#include <optional>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "net/loop.hpp"

namespace druidwatch::probes::zookeeper {

/// Whether TLS is spoken there: it answers a client's hello by a hello or an alert.
net::Task<bool> answers_tls(net::Loop& loop, Endpoint endpoint, Monotonic deadline);

/// Whether four-letter words are answered there without TLS; a line in the member's log.
net::Task<bool> answers_plain(net::Loop& loop, Endpoint endpoint, Monotonic deadline);

/// Notices that a member's client port speaks the other one of plain and TLS than we do. A TLS port
/// is silent towards a plain word and hangs up at a session's request, a plain one hangs up at a
/// TLS hello, and all that looks like a member in trouble. So after such an answer the other
/// dialect is tried, once a minute at most, on a connection of its own; a port that was understood
/// a moment ago is spared that.
class PortDialect : public std::enable_shared_from_this<PortDialect> {
  public:
    static constexpr milliseconds looks_apart{1min};
    static constexpr milliseconds trusted_for{5min};

    PortDialect(net::Loop& loop, Endpoint endpoint, bool tls)
        : loop_(loop), endpoint_(std::move(endpoint)), tls_(tls) {}

    /// Why nothing need be asked there as we speak; nothing where that is not known.
    std::optional<Failure> misunderstanding();

    void understood();

    /// `failure` may have come of a misunderstanding: looks, and returns at once.
    void suspect(const Failure& failure);

  private:
    static net::Task<void> look(std::shared_ptr<PortDialect> self);
    bool may_look() const;
    void begin_to_look();

    net::Loop& loop_;
    Endpoint endpoint_;
    bool tls_;  ///< what we speak
    bool misunderstood_ = false;
    std::optional<Monotonic> looked_;
    std::optional<Monotonic> understood_;
};

}  // namespace druidwatch::probes::zookeeper
