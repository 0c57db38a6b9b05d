#include "probes/zookeeper/ensemble_probe.hpp"
#include "probes/zookeeper/handshake_probe.hpp"
#include "probes/zookeeper/member_probe.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {
namespace {

using namespace probes::zookeeper;

constexpr std::string_view tier = "zookeeper";

std::vector<Member> members_of(const config::ZooKeeper& zookeeper) {
    std::optional<net::TlsFiles> tls;
    if (zookeeper.tls) {
        tls = net::TlsFiles{zookeeper.tls->ca_file, zookeeper.tls->cert_file,
                            zookeeper.tls->key_file};
    }
    std::vector<Member> members;
    for (const auto& endpoint : zookeeper.ensemble) members.push_back({endpoint, tls});
    return members;
}

std::shared_ptr<HandshakeProbe> handshakes(const Wiring& wiring,
                                           const std::vector<Member>& members) {
    auto& view = *wiring.watch.view().zookeeper;
    std::vector<probes::Sink<cluster::NewSession>> sinks;
    for (auto& member : view.members) sinks.push_back(into(wiring, tier, member.new_session));
    return probes::make_probe<HandshakeProbe>(
        wiring.context, wiring.cluster.name, members, wiring.global.poll.zookeeper_session,
        [sinks](std::size_t member, cluster::Observation<cluster::NewSession> observation) {
            sinks[member](std::move(observation));
        });
}

std::shared_ptr<EnsembleProbe> latches(const Wiring& wiring) {
    auto& view = *wiring.watch.view().zookeeper;
    const auto& zookeeper = *wiring.cluster.zookeeper;
    std::optional<net::Digest> digest;
    if (zookeeper.digest) {
        digest = net::Digest{zookeeper.digest->username,
                             secret(wiring.secrets, zookeeper.digest->password_file)};
    }
    return probes::make_probe<EnsembleProbe>(
        wiring.context, wiring.cluster.name, zookeeper.ensemble, zookeeper.base_path, digest,
        EnsembleProbe::Sinks{
            .latch = {into(wiring, "coordinator", view.coordinator_latch),
                      into(wiring, "overlord", view.overlord_latch)},
            .announcements = [&view, changed = wiring.changed](
                                 cluster::Observation<cluster::Announcements> observation) {
                const bool first = !view.announcements.newest();
                if (view.record_announcements(std::move(observation))) changed(tier, first);
            }});
}

}  // namespace

void add_zookeeper_probes(const Wiring& wiring, TierProbes& probes) {
    if (!wiring.cluster.zookeeper) return;
    auto& view = *wiring.watch.view().zookeeper;
    const auto members = members_of(*wiring.cluster.zookeeper);
    const auto sessions = handshakes(wiring, members);
    probes.push_back({tier, sessions});
    const config::Pace membership{cluster::membership_interval, cluster::membership_interval};
    for (std::size_t i = 0; i < members.size(); ++i) {
        auto& member = view.members[i];
        probes.push_back(
            {tier, probes::make_probe<MemberProbe>(
                       wiring.context, members[i], wiring.global.poll.zookeeper_member, membership,
                       MemberProbe::Sinks{.ruok = into(wiring, tier, member.ruok),
                                          .state = into(wiring, tier, member.state),
                                          .membership = into(wiring, tier, member.membership),
                                          .on_lost = [sessions, i](const Failure&) {
                                              sessions->poke(i, cluster::Means::connection_closed);
                                          }})});
    }
    probes.push_back({"coordinator", latches(wiring)});
}

}  // namespace druidwatch::watch
