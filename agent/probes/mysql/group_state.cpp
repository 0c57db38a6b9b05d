#include "probes/mysql/group_state.hpp"

#include <fmt/format.h>

#include "probes/answer_text.hpp"

namespace druidwatch::probes::mysql {
namespace {

constexpr std::string_view applier_channel = "group_replication_applier";

struct Member {
    std::string_view state;
    std::string_view role;  ///< empty in 5.7
    std::string_view view;
};

Member member_at(const net::Rows& members, std::size_t row) {
    const auto text = [&](std::string_view column) { return members.at(row, column).value_or(""); };
    return {text("MEMBER_STATE"), text("MEMBER_ROLE"), text("VIEW_ID")};
}

/// Before it ever joined, the only member has no name.
Member own(const net::Rows& members, std::string_view server_uuid) {
    for (std::size_t row = 0; row < members.size(); ++row) {
        if (members.at(row, "MEMBER_ID") == server_uuid) return member_at(members, row);
    }
    return {.state = "OFFLINE"};
}

bool takes_part(std::string_view state) { return state == "ONLINE" || state == "RECOVERING"; }

int reachable(const net::Rows& members) {
    int count = 0;
    for (std::size_t row = 0; row < members.size(); ++row) {
        count += takes_part(member_at(members, row).state) ? 1 : 0;
    }
    return count;
}

bool applies(const net::Rows* channels) {
    for (std::size_t row = 0; channels && row < channels->size(); ++row) {
        if (channels->at(row, "name") == applier_channel) {
            return channels->at(row, "applier") == "ON";
        }
    }
    return true;  // nobody says otherwise
}

std::string state_uuid(const Figures& status) {
    const auto uuid = status.text("wsrep_cluster_state_uuid");
    return uuid.find_first_not_of("0-") == std::string_view::npos ? std::string{} : excerpt(uuid);
}

}  // namespace

GroupState group_replication(const Figures& settings, const Figures& status,
                             const net::Rows& members, const net::Rows* channels,
                             std::string_view server_uuid) {
    const auto self = own(members, server_uuid);
    GroupState read;
    auto& group = read.group;
    group.id = excerpt(settings.text("group_replication_group_name"));
    group.view = excerpt(self.view);
    group.size = static_cast<int>(members.size());
    group.reachable = reachable(members);
    group.quorum = takes_part(self.state) && group.reachable * 2 > group.size;
    group.multi_primary = !settings.is_on("group_replication_single_primary_mode");
    group.state = excerpt(self.state);
    const bool is_primary =
        self.role.empty()
            ? group.multi_primary || status.text("group_replication_primary_member") == server_uuid
            : self.role == "PRIMARY";
    const bool online = self.state == "ONLINE" && group.quorum;
    read.may_write = online && is_primary;
    read.applier = {.name = std::string(applier_channel),
                    .receives = online,
                    .applies = applies(channels),
                    .status = online || self.state != "ONLINE"
                                  ? group.state
                                  : fmt::format("{} without a quorum", group.state)};
    return read;
}

GroupState galera(const Figures& status) {
    constexpr int donor = 2;
    constexpr int synced = 4;
    const int state = status.number("wsrep_local_state").value_or(0);
    const bool in_step = state == synced || state == donor;
    GroupState read;
    auto& group = read.group;
    group.id = state_uuid(status);
    group.view = excerpt(status.text("wsrep_cluster_conf_id"));
    group.size = status.number("wsrep_cluster_size").value_or(0);
    group.reachable = group.size;  // of others it does not know
    group.quorum = status.text("wsrep_cluster_status") == "Primary";
    group.multi_primary = true;
    group.state = excerpt(status.text("wsrep_local_state_comment"));
    read.may_write = group.quorum && status.is_on("wsrep_ready");
    const bool receives = group.quorum && status.is_on("wsrep_connected") && in_step;
    read.applier = {.name = "galera",
                    .receives = receives,
                    .applies = receives,
                    .status = group.quorum
                                  ? group.state
                                  : fmt::format("{}, {}", group.state,
                                                excerpt(status.text("wsrep_cluster_status")))};
    return read;
}

}  // namespace druidwatch::probes::mysql
