#include "probes/zookeeper/admin_server.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "probes/answer_text.hpp"
#include "probes/http_answer.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/membership_parts.hpp"
#include "probes/zookeeper/server_figure.hpp"
#include "probes/zookeeper/server_mode.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

namespace json = boost::json;
using cluster::Membership;
using cluster::ServerState;
using cluster::Voter;

/// The whole of an answer that has no `error`.
Result<json::object> answer_of(int status, std::string_view body) {
    if (status != 200) return std::unexpected(failure_of_status(status, body));
    json::error_code error;
    auto document = json::parse(body, error);
    auto* whole = error ? nullptr : document.if_object();
    if (!whole) return std::unexpected(unreadable(body));
    const auto* complaint = whole->if_contains("error");
    if (complaint && complaint->is_string()) {
        const std::string_view said = complaint->get_string();
        return std::unexpected(Failure{Reason::unavailable, {}, {}, excerpt(said)});
    }
    return std::move(*whole);
}

/// As `mntr` would write it.
std::string text_of(const json::value& value) {
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string text_of(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string{};
}

/// ZooKeeper's usual value where 3.8.0 does not tell it.
int limit_of(const json::object& object, std::string_view key, int usual) {
    const auto* value = object.if_contains(key);
    return value ? parse_limit(text_of(*value)).value_or(usual) : usual;
}

/// host:port of each member of an array of them.
std::vector<std::string> addresses_of(const json::object& object, std::string_view key) {
    std::vector<std::string> addresses;
    const auto* value = object.if_contains(key);
    const auto* array = value ? value->if_array() : nullptr;
    if (!array) return addresses;
    for (const auto& address : *array) addresses.push_back(text_of(address));
    return addresses;
}

/// host:quorumPort:electionPort, several joined by |, as `conf` has them.
std::string joined(const std::vector<std::string>& quorum,
                   const std::vector<std::string>& election) {
    std::string address;
    for (std::size_t i = 0; i < std::min(quorum.size(), election.size()); ++i) {
        const auto& other = election[i];
        address += fmt::format("{}{}:{}", i == 0 ? "" : "|", quorum[i],
                               other.substr(other.rfind(':') + 1));
    }
    return address;
}

Voter voter_of(int id, const json::object& told) {
    const auto address =
        joined(addresses_of(told, "server_addresses"), addresses_of(told, "election_addresses"));
    return {.id = id,
            .address = excerpt(address),
            .client = client_of(text_of(told, "client_address"), address),
            .participant = text_of(told, "learner_type") != "observer"};
}

}  // namespace

Result<ServerState> parse_admin_monitor(int status, std::string_view body) {
    ServerState state{.told_by = "AdminServer"};
    if (status == 500 && body.contains("zkServer")) return state;  // it has none to ask
    const auto answer = answer_of(status, body);
    if (!answer && answer.error().reason == Reason::unavailable && status == 200 &&
        classify("monitor", answer.error().answer) == Serving::no) {
        return state;
    }
    if (!answer) return std::unexpected(answer.error());

    std::optional<cluster::ServerMode> mode;
    for (const auto& [key, value] : *answer) {
        if (key == "server_state") mode = server_mode(text_of(value));
        take_figure(state, key, text_of(value));
    }
    if (!mode) return std::unexpected(unreadable(body));
    state.mode = *mode;
    return state;
}

Result<Membership> parse_admin_configuration(int status, std::string_view body) {
    const auto answer = answer_of(status, body);
    if (!answer) return std::unexpected(answer.error());
    const auto* id = answer->if_contains("server_id");
    const auto number = id ? to_integer<int>(text_of(*id)) : std::nullopt;
    if (!number) return std::unexpected(unreadable(body));
    const Membership usual;
    return Membership{.server_id = *number,
                      .tick_time = milliseconds{limit_of(
                          *answer, "tick_time", static_cast<int>(usual.tick_time.count()))},
                      .init_limit = limit_of(*answer, "init_limit", usual.init_limit),
                      .sync_limit = limit_of(*answer, "sync_limit", usual.sync_limit)};
}

Result<std::vector<Voter>> parse_admin_voting_view(int status, std::string_view body) {
    const auto answer = answer_of(status, body);
    if (!answer) return std::unexpected(answer.error());
    const auto* config = answer->if_contains("current_config");
    const auto* members = config ? config->if_object() : nullptr;
    if (!members) return std::unexpected(unreadable(body));
    std::vector<Voter> voters;
    for (const auto& [key, value] : *members) {
        const auto id = to_integer<int>(key);
        const auto* told = value.if_object();
        if (id && told) voters.push_back(voter_of(*id, *told));
    }
    return voters;
}

}  // namespace druidwatch::probes::zookeeper
