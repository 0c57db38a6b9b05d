#include "config/admin_of_members.hpp"
#include "probes/zookeeper/ensemble_probe.hpp"
#include "probes/zookeeper/handshake_probe.hpp"
#include "probes/zookeeper/member_probe.hpp"
#include "watch/wiring.hpp"

namespace druidwatch::watch {
namespace {

using namespace probes::zookeeper;
using cluster::Observation;

constexpr std::string_view tier = "zookeeper";

/// The probes of one ensemble; each may have to rouse another.
struct Ensemble {
    net::Loop& loop;
    cluster::ZooKeeperView& view;
    std::vector<Endpoint> endpoints;
    std::shared_ptr<HandshakeProbe> sessions{};
    std::shared_ptr<EnsembleProbe> tree{};  ///< where there is one to read
    std::vector<std::shared_ptr<MemberProbe>> members{};

    /// Latches must not be read through members that turn out not to belong.
    void avoid_strangers() const {
        std::vector<Endpoint> strangers;
        for (std::size_t i = 0; i < endpoints.size(); ++i) {
            const bool belongs = view.belongs(view.members[i].node, loop.now().mono);
            if (!belongs) strangers.push_back(endpoints[i]);
        }
        if (tree) tree->avoid(std::move(strangers));
    }
};

std::optional<net::TlsFiles> tls_of(const config::ZooKeeper& zookeeper) {
    if (!zookeeper.tls) return {};
    return net::TlsFiles{zookeeper.tls->ca_file, zookeeper.tls->cert_file, zookeeper.tls->key_file};
}

std::vector<Member> members_of(const Wiring& wiring) {
    const auto& zookeeper = *wiring.cluster.zookeeper;
    std::optional<net::Digest> digest;
    if (zookeeper.digest) {
        digest = net::Digest{zookeeper.digest->username,
                             secret(wiring.secrets, zookeeper.digest->password_file)};
    }
    std::vector<Member> members;
    for (const auto& endpoint : zookeeper.ensemble) {
        members.push_back({.endpoint = endpoint,
                           .tls = tls_of(zookeeper),
                           .digest = digest,
                           .dialect = std::make_shared<PortDialect>(wiring.context.loop, endpoint,
                                                                    zookeeper.tls.has_value())});
    }
    return members;
}

std::shared_ptr<HandshakeProbe> make_sessions(const Wiring& wiring,
                                              const std::vector<Member>& members) {
    auto& view = *wiring.watch.view().zookeeper;
    std::vector<probes::Sink<cluster::NewSession>> sinks;
    for (auto& member : view.members) sinks.push_back(into(wiring, tier, member.new_session));
    return probes::make_probe<HandshakeProbe>(
        wiring.context, wiring.cluster.name, members, wiring.global.poll.zookeeper_session,
        [sinks](std::size_t member, Observation<cluster::NewSession> observation) {
            sinks[member](std::move(observation));
        });
}

probes::Sink<cluster::Membership> config_node_into(const Wiring& wiring,
                                                   const std::weak_ptr<Ensemble>& weak) {
    auto& node = wiring.watch.view().zookeeper->config_node;
    return [&node, weak, changed = wiring.changed](Observation<cluster::Membership> observation) {
        const bool first = !node.newest();
        const auto* before = node.last_answer();
        const bool reconfigured =
            before && observation.answer && *before->answer != *observation.answer;
        if (node.record(std::move(observation))) changed(tier, first);
        const auto ensemble = reconfigured ? weak.lock() : nullptr;
        if (!ensemble) return;
        for (const auto& member : ensemble->members) member->ask_membership();
    };
}

probes::Sink<cluster::Latch> latch_into(const Wiring& wiring, cluster::Role role) {
    auto& latch = wiring.watch.view().zookeeper->latch_of(role);
    return [&latch, role, changed = wiring.changed,
            ask_masters = wiring.ask_masters](Observation<cluster::Latch> seen) {
        const bool first = !latch.track.newest();
        if (!latch.record(std::move(seen))) return;
        changed(name_of(role), first);
        ask_masters();
    };
}

std::shared_ptr<EnsembleProbe> make_tree(const Wiring& wiring, const std::vector<Member>& members,
                                         const std::weak_ptr<Ensemble>& ensemble) {
    auto& view = *wiring.watch.view().zookeeper;
    return probes::make_probe<EnsembleProbe>(
        wiring.context, wiring.cluster.name, members, wiring.cluster.zookeeper->base_path,
        EnsembleProbe::Sinks{
            .latch = {latch_into(wiring, cluster::Role::coordinator),
                      latch_into(wiring, cluster::Role::overlord)},
            .announcements =
                [&view, changed = wiring.changed](Observation<cluster::Announcements> seen) {
                    const bool first = !view.announcements.newest();
                    if (view.record_announcements(std::move(seen))) changed(tier, first);
                },
            .config_node = config_node_into(wiring, ensemble)});
}

std::optional<probes::HttpTarget> admin_of(const Wiring& wiring, std::size_t index) {
    const auto& zookeeper = *wiring.cluster.zookeeper;
    const auto url = config::admin_of_members(zookeeper).by_member[index];
    if (url.empty()) return {};
    std::shared_ptr<net::HttpIdentity> identity;
    if (const auto files = tls_of(zookeeper)) {
        identity = std::make_shared<net::HttpIdentity>(net::HttpIdentity{.tls = *files});
    }
    return probes::HttpTarget{wiring.http, url, identity};
}

std::shared_ptr<MemberProbe> make_member(const Wiring& wiring, const Member& endpoint,
                                         std::size_t index, const std::weak_ptr<Ensemble>& weak) {
    auto& view = *wiring.watch.view().zookeeper;
    auto& member = view.members[index];
    MemberProbe::Sinks sinks{.ruok = into(wiring, tier, member.ruok)};
    sinks.state = [&view, &member, index, weak,
                   changed = wiring.changed](Observation<cluster::ServerState> seen) {
        const bool first = !member.state.newest();
        if (!view.record_state(index, std::move(seen))) return;
        changed(tier, first);
        if (const auto ensemble = weak.lock()) ensemble->avoid_strangers();
    };
    sinks.membership = [&member, weak,
                        changed = wiring.changed](Observation<cluster::Membership> seen) {
        const bool first = !member.membership.newest();
        if (!member.membership.record(std::move(seen))) return;
        changed(tier, first);
        if (const auto ensemble = weak.lock()) ensemble->avoid_strangers();
    };
    sinks.on_lost = [weak, index](const Failure&) {
        const auto ensemble = weak.lock();
        if (ensemble) ensemble->sessions->poke(index, cluster::Means::connection_closed);
    };
    sinks.on_overdue = [weak] {
        if (const auto ensemble = weak.lock()) ensemble->sessions->poke_all();
    };
    sinks.on_zxid = [&view, &member, index, changed = wiring.changed](std::uint64_t zxid,
                                                                      Instant asked, Instant told) {
        const bool first = !member.log;
        if (view.record_zxid(index, zxid, asked, told)) changed(tier, first);
    };
    const config::Pace membership{cluster::membership_interval, cluster::membership_interval};
    return probes::make_probe<MemberProbe>(
        wiring.context, endpoint, admin_of(wiring, index),
        MemberProbe::Paces{wiring.global.poll.zookeeper_member, membership}, std::move(sinks));
}

}  // namespace

void add_zookeeper_probes(const Wiring& wiring, TierProbes& probes) {
    if (!wiring.cluster.zookeeper) return;
    const auto members = members_of(wiring);
    const auto ensemble =
        std::make_shared<Ensemble>(Ensemble{.loop = wiring.context.loop,
                                            .view = *wiring.watch.view().zookeeper,
                                            .endpoints = wiring.cluster.zookeeper->ensemble});
    ensemble->sessions = make_sessions(wiring, members);
    if (!wiring.cluster.zookeeper->base_path.empty()) {
        ensemble->tree = make_tree(wiring, members, ensemble);
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
        ensemble->members.push_back(make_member(wiring, members[i], i, ensemble));
    }
    // Kept alive by every one of its probes.
    const auto add = [&](std::string_view its_tier, druidwatch::probes::Probe* probe) {
        probes.push_back({its_tier, std::shared_ptr<druidwatch::probes::Probe>(ensemble, probe)});
    };
    add(tier, ensemble->sessions.get());
    for (const auto& member : ensemble->members) add(tier, member.get());
    if (ensemble->tree) add("coordinator", ensemble->tree.get());
}

}  // namespace druidwatch::watch
