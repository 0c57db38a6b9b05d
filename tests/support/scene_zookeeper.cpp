#include "support/scene.hpp"

namespace druidwatch::test {

using namespace cluster;

Membership membership_of(int server_id, int voters) {
    Membership membership{.server_id = server_id};
    for (int id = 1; id <= voters; ++id) membership.servers.push_back({.id = id});
    return membership;
}

ServerState leader_state(int synced_followers) {
    return {.mode = ServerMode::leader,
            .version = "3.8.0",
            .quorum_size = 3,
            .synced_followers = synced_followers,
            .synced_non_voting_followers = 0,
            .outstanding_requests = 0};
}

ServerState state_of(ServerMode mode) {
    return {.mode = mode, .version = "3.8.0", .outstanding_requests = 0};
}

std::size_t Scene::index_of(const std::string& member) const {
    const auto& members = view_.zookeeper->members;
    return static_cast<std::size_t>(
        std::ranges::find(members, node(member), &ZooKeeperMember::node) - members.begin());
}

ZooKeeperMember& Scene::member(const std::string& name) {
    return view_.zookeeper->members[index_of(name)];
}

Scene& Scene::grants_session(const std::string& name) {
    member(name).new_session.record(answer(NewSession{}));
    return *this;
}

Scene& Scene::fails_session(const std::string& name, Reason reason) {
    member(name).new_session.record(failure<NewSession>(name, reason));
    return *this;
}

Scene& Scene::says_imok(const std::string& name) {
    member(name).ruok.record(answer(true));
    return *this;
}

Scene& Scene::fails_ruok(const std::string& name, Reason reason) {
    member(name).ruok.record(failure<bool>(name, reason));
    return *this;
}

Scene& Scene::says_state(const std::string& name, ServerState state) {
    view_.zookeeper->record_state(index_of(name), answer(std::move(state)));
    return *this;
}

Scene& Scene::fails_state(const std::string& name, Reason reason) {
    view_.zookeeper->record_state(index_of(name), failure<ServerState>(name, reason));
    return *this;
}

Scene& Scene::says_membership(const std::string& name, Membership membership) {
    member(name).membership.record(answer(std::move(membership)));
    return *this;
}

Scene& Scene::says_config(Membership membership) {
    view_.zookeeper->config_node.record(answer(std::move(membership)));
    return *this;
}

Scene& Scene::says_zxid(const std::string& name, std::uint64_t zxid) {
    view_.zookeeper->record_zxid(index_of(name), zxid, now_ + -1ms, now_);
    return *this;
}

void Scene::pings_again() {
    for (std::size_t i = 0; i < view_.zookeeper->members.size(); ++i) {
        if (const auto& log = view_.zookeeper->members[i].log) {
            view_.zookeeper->record_zxid(i, log->zxid, now_ + -1ms, now_);
        }
    }
}

Scene& Scene::shows_latch(Role role, std::vector<std::string> masters) {
    Latch latch{.read_through = node("zk1")};
    for (const auto& name : masters) {
        latch.contenders.push_back({.znode = "_c_x-latch-" + name,
                                    .sequence = latch.contenders.size(),
                                    .url = url(name),
                                    .owner = 1});
    }
    view_.zookeeper->latch_of(role).record(answer(std::move(latch)));
    return *this;
}

Scene& Scene::hides_latches(Reason reason) {
    for (auto& latch : view_.zookeeper->latches) latch.record(failure<Latch>("zk1", reason));
    view_.zookeeper->record_announcements(failure<Announcements>("zk1", reason));
    return *this;
}

Scene& Scene::announces(std::vector<std::string> nodes) {
    Announcements announcements{.read_through = node("zk1")};
    for (const auto& name : nodes)
        announcements.processes.push_back(
            {.role = "ANY", .host = name, .plaintext_port = port_of(name)});
    view_.zookeeper->record_announcements(answer(std::move(announcements)));
    return *this;
}

}  // namespace druidwatch::test
