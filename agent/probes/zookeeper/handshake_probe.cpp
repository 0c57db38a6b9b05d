#include "probes/zookeeper/handshake_probe.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

// Short, because a farewell may be lost and the member then keeps the session as long as this.
constexpr milliseconds session_timeout{6s};
constexpr milliseconds farewell_patience{250};

}  // namespace

HandshakeProbe::HandshakeProbe(ProbeContext context, std::string ensemble,
                               std::vector<Member> members, config::Pace pace, Seen seen)
    : Probe(std::move(context), "zookeeper", std::move(ensemble)) {
    const auto count = static_cast<int>(members.size());
    const config::Pace each{.interval = count * pace.interval, .suspicious = pace.suspicious};
    for (int i = 0; i < count; ++i) {
        const auto index = static_cast<std::size_t>(i);
        auto& asked = asked_.emplace_back(
            Asked{.member = std::move(members[index]),
                  .sink = [seen, index](auto observation) { seen(index, std::move(observation)); },
                  .poller = nullptr});
        asked.poller = &ask_every(each, i * pace.interval, [this, &asked](cluster::Means means) {
            return ask(asked, means);
        });
    }
}

void HandshakeProbe::poke(std::size_t member, cluster::Means means) {
    asked_.at(member).poller->poke(means);
}

void HandshakeProbe::poke_all() {
    if (postponed_) return;
    if (loop().now().mono < next_round_) {
        postponed_ = std::make_unique<net::Alarm>(loop().wheel(), next_round_, [this] {
            const auto due = std::move(postponed_);
            poke_all();
        });
        return;
    }
    next_round_ = loop().in(rounds_apart);
    for (auto& asked : asked_) asked.poller->poke();
}

net::Task<void> HandshakeProbe::ask(Asked& asked, cluster::Means means) {
    const auto until = loop().in(std::min(timeout(), patience));
    cluster::Observation<cluster::NewSession> seen{.asked = loop().now()};
    auto session = co_await Session::open(loop(), asked.member, session_timeout, until);
    seen.answered = loop().now();
    if (session) {
        cluster::NewSession granted{.read_only = session->granted().read_only};
        granted.wants_authentication = co_await leave_unheard(*session, asked);
        seen.answer = granted;
    } else {
        seen.answer = std::unexpected(std::move(session.error()));
    }
    report("new_session", means, std::move(seen), asked.sink);
}

/// Says farewell. True where the member would not even hear that, and nothing that we have helps.
net::Task<bool> HandshakeProbe::leave_unheard(Session& session, Asked& asked) {
    if (loop().now().mono < asked.spared_until) co_return true;
    const auto until = loop().in(farewell_patience);
    auto left =
        asked.enforces_authentication ? co_await session.authenticate(until) : Result<void>{};
    if (left) left = co_await session.close(until);
    if (left || left.error().reason != Reason::authentication) co_return false;
    const bool in_vain = std::exchange(asked.enforces_authentication, true);
    if (asked.member.digest && !in_vain) co_return false;
    asked.spared_until = loop().in(refused_pause);
    co_return true;
}

}  // namespace druidwatch::probes::zookeeper
