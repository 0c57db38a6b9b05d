#include "probes/zookeeper/handshake_probe.hpp"

#include "probes/zookeeper/session.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

// Short, because a farewell may be lost and the member then keeps the session as long as this.
constexpr milliseconds session_timeout{6s};

}  // namespace

HandshakeProbe::HandshakeProbe(ProbeContext context, std::string ensemble,
                               std::vector<Member> members, config::Pace pace, Seen seen)
    : Probe(std::move(context), "zookeeper", std::move(ensemble)), members_(std::move(members)) {
    const auto count = static_cast<int>(members_.size());
    const config::Pace each{.interval = count * pace.interval, .suspicious = pace.suspicious};
    for (int i = 0; i < count; ++i) {
        const auto index = static_cast<std::size_t>(i);
        sinks_.emplace_back(
            [seen, index](auto observation) { seen(index, std::move(observation)); });
        pollers_.push_back(&ask_every(each, i * pace.interval, [this, index](cluster::Means means) {
            return ask(index, means);
        }));
    }
}

void HandshakeProbe::poke(std::size_t member, cluster::Means means) {
    pollers_.at(member)->poke(means);
}

net::Task<void> HandshakeProbe::ask(std::size_t index, cluster::Means means) {
    const auto until = deadline();
    cluster::Observation<cluster::NewSession> seen{.asked = loop().now()};
    auto session = co_await Session::open(loop(), members_[index], session_timeout, until);
    seen.answered = loop().now();
    if (session) {
        seen.answer = cluster::NewSession{.read_only = session->granted().read_only};
    } else {
        seen.answer = std::unexpected(std::move(session.error()));
        // This probe's target is the whole ensemble; an answer that is none knows no name.
        seen.answer.error().target = to_string(members_[index].endpoint);
    }
    report("new_session", means, std::move(seen), sinks_[index]);
    if (session) co_await session->close(until);
}

}  // namespace druidwatch::probes::zookeeper
