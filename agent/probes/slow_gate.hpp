#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "net/loop.hpp"
#include "net/turnstile.hpp"
#include "probes/http_exchange.hpp"
#include "probes/restraint.hpp"

namespace druidwatch::probes {

/// The way to a node's slow answers: those that it can only give once ZooKeeper or the leader
/// answered it, in a thread that our hanging up does not free. Asked at every second with a
/// deadline of two, during an outage, they took down healthy masters and Brokers. So a question
/// stays open for `patience` though its asker is told "timed out" at the usual deadline, and
/// counts as in flight until then. An agent that was just started does not know what an earlier
/// one left there, so it asks a fast question first, and knows of a quorum.
class SlowGate {
  public:
    static constexpr seconds patience{180};

    /// `quorum`: whether ZooKeeper has one, as far as is known; while not, nothing is asked.
    SlowGate(net::Loop& loop, net::HttpClient& client, milliseconds interval,
             std::function<bool()> quorum);
    ~SlowGate();

    /// The node answered a fast question. True when slow ones were turned away before, and may be
    /// asked now.
    bool node_answered();

    /// Nothing where it must not be asked now. While another is being answered in time, it waits
    /// for its turn, until its deadline. Of the one that is in flight beyond its deadline it tells
    /// again how long that is silent: a leader that hangs goes on being one.
    net::Task<std::optional<HttpExchange>> ask(net::HttpRequest request);

  private:
    struct Question;
    bool may_ask();
    HttpExchange silence() const;
    static net::Task<void> keep_open(std::shared_ptr<Question> question, net::HttpClient& client,
                                     net::HttpRequest request);

    net::Loop& loop_;
    net::HttpClient& client_;
    std::function<bool()> quorum_;
    Restraint restraint_;
    net::Turnstile turnstile_;
    bool turned_away_ = false;
    std::shared_ptr<Question> open_;  ///< the last that was asked
    net::TaskHandle request_;
};

}  // namespace druidwatch::probes
