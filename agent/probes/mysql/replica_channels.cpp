#include "probes/mysql/replica_channels.hpp"

#include <initializer_list>

#include <fmt/format.h>

#include "probes/answer_text.hpp"

namespace druidwatch::probes::mysql {
namespace {

/// One row whose columns may go by one of several names.
class Row {
  public:
    Row(const net::Rows& rows, std::size_t row) : rows_(rows), row_(row) {}

    std::optional<std::string_view> find(std::initializer_list<std::string_view> names) const {
        for (const auto name : names) {
            if (rows_.has(name)) return rows_.at(row_, name);
        }
        return {};
    }
    std::string_view text(std::initializer_list<std::string_view> names) const {
        return find(names).value_or("");
    }

  private:
    const net::Rows& rows_;
    std::size_t row_;
};

std::string error(const Row& row, std::string_view number, std::string_view words) {
    const auto code = row.text({number});
    if (code.empty() || code == "0") return {};
    return excerpt(fmt::format("{}: {}", code, row.text({words})));
}

/// Not the servers' own words for what goes well: those change from one poll to the next.
std::string status_of(const cluster::Channel& channel, std::string_view receiver,
                      const std::string& receiver_error, const std::string& applier_error) {
    if (!channel.receives) {
        const auto* now = receiver == "No" ? "stopped" : "connecting";
        return receiver_error.empty() ? now : fmt::format("{} ({})", now, receiver_error);
    }
    if (channel.applies) return "streaming";
    return applier_error.empty() ? "stopped without an error" : applier_error;
}

std::optional<double> age_of(const net::Rows* ages, std::string_view name) {
    for (std::size_t row = 0; ages && row < ages->size(); ++row) {
        if (ages->at(row, "name") != name) continue;
        const auto age = ages->at(row, "age");
        return age ? to_finite(*age) : std::nullopt;
    }
    return {};
}

std::optional<seconds> delay_of(const Row& row) {
    const auto delay = to_integer<int>(row.text({"SQL_Delay"}));
    return delay && *delay > 0 ? std::optional(seconds{*delay}) : std::nullopt;
}

std::optional<ReplicaChannel> channel_of(const Row& row, const net::Rows* ages) {
    const auto receiver = row.find({"Replica_IO_Running", "Slave_IO_Running"});
    const auto applier = row.find({"Replica_SQL_Running", "Slave_SQL_Running"});
    if (!receiver || !applier) return {};
    const auto name = row.text({"Channel_Name", "Connection_name"});
    const auto receiver_error = error(row, "Last_IO_Errno", "Last_IO_Error");
    const auto applier_error = error(row, "Last_SQL_Errno", "Last_SQL_Error");
    ReplicaChannel read{.channel = {.name = excerpt(name),
                                    .receives = *receiver == "Yes",
                                    .applies = *applier == "Yes"},
                        .delay = delay_of(row),
                        .asked = cluster::GtidPosition::parse(row.text({"Gtid_IO_Pos"}))};
    auto& channel = read.channel;
    channel.status = status_of(channel, *receiver, receiver_error, applier_error);
    channel.last_message_age = age_of(ages, name);
    channel.source_host = excerpt(row.text({"Source_Host", "Master_Host"}));
    channel.source_port = to_integer<int>(row.text({"Source_Port", "Master_Port"})).value_or(0);
    read.at_rest =
        *receiver == "No" && *applier == "No" && receiver_error.empty() && applier_error.empty();
    return read;
}

}  // namespace

Result<std::vector<ReplicaChannel>> parse_replicas(const net::Rows& rows, const net::Rows* ages) {
    std::vector<ReplicaChannel> channels;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        auto channel = channel_of(Row(rows, row), ages);
        if (!channel) return std::unexpected(unreadable("a replica without its threads"));
        if (!channel->channel.name.starts_with("group_replication_")) {
            channels.push_back(std::move(*channel));
        }
    }
    return channels;
}

}  // namespace druidwatch::probes::mysql
