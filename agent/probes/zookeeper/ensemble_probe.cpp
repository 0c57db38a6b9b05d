#include "probes/zookeeper/ensemble_probe.hpp"

#include <set>

#include "probes/zookeeper/announcement.hpp"
#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/latch.hpp"

namespace druidwatch::probes::zookeeper {

using cluster::Means;
using cluster::Observation;
using cluster::Role;

namespace {

constexpr milliseconds session_timeout{6s};
constexpr config::Pace rereading{EnsembleProbe::reread, EnsembleProbe::reread};
constexpr config::Pace rereading_config{EnsembleProbe::reread_config, EnsembleProbe::reread_config};
constexpr std::string_view config_path = "/zookeeper/config";

// The names of nodes below internal-discovery that tell of high availability.
constexpr std::string_view announced_roles[] = {"COORDINATOR", "OVERLORD", "BROKER", "ROUTER",
                                                "HISTORICAL"};

constexpr std::string_view question_of(Role role) {
    return role == Role::coordinator ? "coordinator_latch" : "overlord_latch";
}

}  // namespace

EnsembleProbe::EnsembleProbe(ProbeContext context, std::string ensemble,
                             std::vector<Member> members, std::string base_path, Sinks sinks)
    : Probe(std::move(context), "zookeeper", std::move(ensemble)),
      members_(std::move(members)),
      latch_paths_{base_path + "/coordinator/_COORDINATOR", base_path + "/overlord/_OVERLORD"},
      discovery_path_(base_path + "/internal-discovery"),
      sinks_(std::move(sinks)) {
    for (const auto role : cluster::both_roles) {
        latches_[static_cast<std::size_t>(role)] =
            &ask_every(rereading, question_of(role),
                       [this, role](Means means) { return ask_latch(role, means); });
    }
    announced_ = &ask_every(rereading, "announcements",
                            [this](Means means) { return ask_announcements(means); });
    config_ =
        &ask_every(rereading_config, "config", [this](Means means) { return ask_config(means); });
}

void EnsembleProbe::on_start() {
    std::vector<Endpoint> endpoints;
    for (const auto& member : members_) endpoints.push_back(member.endpoint);
    const auto& one = members_.front();
    session_ = std::make_unique<net::ZooKeeperSession>(
        loop(), std::move(endpoints), session_timeout,
        net::ZooKeeperIdentity{.digest = one.digest, .tls = one.tls});
    session_->on_event([this](const net::ZooKeeperEvent& event) { heard(event); });
    choose_members();
}

void EnsembleProbe::avoid(std::vector<Endpoint> members) {
    avoided_ = std::move(members);
    choose_members();
}

/// A member that turned out not to speak as we do would log an error at every attempt.
void EnsembleProbe::choose_members() {
    if (!session_) return;
    auto avoided = avoided_;
    for (const auto& member : members_) {
        const bool misunderstood = member.dialect && member.dialect->misunderstanding();
        if (misunderstood) avoided.push_back(member.endpoint);
    }
    session_->avoid(std::move(avoided));
}

void EnsembleProbe::heard(const net::ZooKeeperEvent& event) {
    const bool everything = event.kind != net::ZooKeeperEvent::Kind::node_changed;
    for (std::size_t role = 0; role < latches_.size(); ++role) {
        if (everything || event.path == latch_paths_[role]) latches_[role]->poke(Means::watch);
    }
    if (everything || event.path.starts_with(discovery_path_)) announced_->poke(Means::watch);
    if (everything || event.path == config_path) config_->poke(Means::watch);
}

net::Task<void> EnsembleProbe::ask_latch(Role role, Means means) {
    const auto index = static_cast<std::size_t>(role);
    Observation<cluster::Latch> seen{.asked = loop().now()};
    seen.answer = co_await read_latch(latch_paths_[index]);
    seen.answered = loop().now();
    if (!seen.answer) retry_after(seen.answer.error(), *latches_[index]);
    report(question_of(role), means, std::move(seen), sinks_.latch[index]);
}

net::Task<void> EnsembleProbe::ask_announcements(Means means) {
    Observation<cluster::Announcements> seen{.asked = loop().now()};
    if (means == Means::poll) known_.clear();
    seen.answer = co_await read_announcements();
    seen.answered = loop().now();
    if (!seen.answer) retry_after(seen.answer.error(), *announced_);
    report("announcements", means, std::move(seen), sinks_.announcements);
}

net::Task<void> EnsembleProbe::ask_config(Means means) {
    Observation<cluster::Membership> seen{.asked = loop().now()};
    seen.answer = co_await read_config();
    seen.answered = loop().now();
    if (!seen.answer) retry_after(seen.answer.error(), *config_);
    report("config", means, std::move(seen), sinks_.config_node);
}

/// Not what a person has to change, and not without a session: the event that there is one again
/// asks for everything.
void EnsembleProbe::retry_after(const Failure& failure, Poller& question) {
    const bool for_a_person =
        failure.reason == Reason::not_allowed || failure.reason == Reason::authentication;
    if (!for_a_person && session_->connected_member()) question.ask_again_within(retry);
}

Result<std::string> EnsembleProbe::member_read_from() {
    choose_members();
    const auto member = session_->connected_member();
    if (member) return to_string(*member);
    return std::unexpected(not_connected());
}

Failure EnsembleProbe::not_connected() const {
    if (auto refusal = session_->refusal()) return std::move(*refusal);
    for (const auto& member : members_) {
        auto unheard = member.dialect ? member.dialect->misunderstanding() : std::nullopt;
        if (!unheard) continue;
        unheard->attempted = "read";
        return std::move(*unheard);
    }
    if (auto trouble = session_->trouble()) return std::move(*trouble);
    return {Reason::unreachable, "read", target(), "no session with any member"};
}

net::Task<Result<cluster::Latch>> EnsembleProbe::read_latch(std::string path) {
    const auto member = member_read_from();
    if (!member) co_return std::unexpected(member.error());
    auto names = co_await session_->children(path, true, deadline());
    if (!names) co_return std::unexpected(std::move(names.error()));

    std::vector<LatchChild> children;
    for (auto& name : names->value_or(std::vector<std::string>{})) {
        auto node = co_await session_->get(path + "/" + name, false, deadline());
        if (!node) co_return std::unexpected(std::move(node.error()));
        if (!*node) continue;  // gone since; the watch tells
        children.push_back({std::move(name), (*node)->bytes, (*node)->ephemeral_owner});
    }
    if (member_read_from() != member) co_return std::unexpected(moved_away());
    co_return cluster::Latch{contenders_of(std::move(children)), *member};
}

net::Task<Result<cluster::Announcements>> EnsembleProbe::read_announcements() {
    const auto member = member_read_from();
    if (!member) co_return std::unexpected(member.error());
    for (const auto role : announced_roles) {
        auto read = co_await read_role(std::string(role));
        if (!read) co_return std::unexpected(std::move(read.error()));
    }
    if (member_read_from() != member) co_return std::unexpected(moved_away());

    cluster::Announcements announced{.read_through = *member};
    for (const auto& [path, process] : known_) announced.processes.push_back(process);
    co_return announced;
}

net::Task<Result<void>> EnsembleProbe::read_role(std::string role) {
    const auto folder = discovery_path_ + "/" + role + "/";
    auto names = co_await session_->children(discovery_path_ + "/" + role, true, deadline());
    if (!names) co_return std::unexpected(std::move(names.error()));

    std::set<std::string> present;
    for (const auto& name : names->value_or(std::vector<std::string>{})) {
        const auto path = folder + name;
        present.insert(path);
        if (known_.contains(path)) continue;
        auto node = co_await session_->get(path, false, deadline());
        if (!node) co_return std::unexpected(std::move(node.error()));
        if (!*node) continue;  // gone since; the watch tells
        // One announcement that can't be read must not hide the others.
        auto process = parse_announcement(role, (*node)->bytes);
        if (process) known_.emplace(path, std::move(*process));
    }
    std::erase_if(known_, [&](const auto& entry) {
        return entry.first.starts_with(folder) && !present.contains(entry.first);
    });
    co_return Result<void>{};
}

net::Task<Result<cluster::Membership>> EnsembleProbe::read_config() {
    const auto member = member_read_from();
    if (!member) co_return std::unexpected(member.error());
    auto node = co_await session_->get(std::string(config_path), true, deadline());
    if (!node) co_return std::unexpected(std::move(node.error()));
    // 3.4 has no such node, and of a standalone server it is empty.
    co_return parse_config_node(*node ? (*node)->bytes : std::string{});
}

Failure EnsembleProbe::moved_away() const {
    return {Reason::closed, "read", target(), "the session moved to another member meanwhile"};
}

}  // namespace druidwatch::probes::zookeeper
