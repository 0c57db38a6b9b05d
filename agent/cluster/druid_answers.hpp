#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::cluster {

/// What leads in Druid: two latches, also where one process has both roles.
enum class Role { coordinator, overlord };

inline constexpr std::array both_roles{Role::coordinator, Role::overlord};

std::string_view name_of(Role role);

/// Whom a master names in `/leader`; empty where it names nobody.
struct LeaderWord {
    std::string url;

    bool operator==(const LeaderWord&) const = default;
};

/// What a master makes of a request that is the leader's to answer: the Coordinator's `loadstatus`,
/// the Overlord's `workers`. A failure is a leader that can't do its work, or silence.
struct LeaderRequest {
    enum class Fate {
        answered,    ///< as a leader does that works
        redirected,  ///< as a standby does
        nowhere,     ///< 503: no leader is known to it, or it does not do its work yet
    };
    Fate fate = Fate::answered;
    std::string location;  ///< where it was redirected, as it was written; else empty

    bool operator==(const LeaderRequest&) const = default;
};

/// A group of the Coordinator's duties (Druid 32 and later).
struct DutyGroup {
    std::string name;
    milliseconds period{};
    std::string last_run_end;  ///< by the Coordinator's clock, as it wrote it; empty: never yet

    bool operator==(const DutyGroup&) const = default;
};

using Duties = std::vector<DutyGroup>;

/// When a group ends its runs is told by `DutyProgress`, not by each answer.
bool same_meaning(const Duties& a, const Duties& b);

/// What `/status/properties` tells of a process; credentials are never kept. Empty where it tells
/// nothing and Druid has no default.
struct DruidProperties {
    std::optional<milliseconds> session_timeout;
    std::string zookeeper;
    std::string base_path;
    std::string connect_uri;
    std::string storage_type;  ///< of the metadata store
    std::string tables_base;
    std::string discovery;    ///< curator, k8s, consul
    std::string time_zone{};  ///< user.timezone of its JVM
    std::string host;         ///< under which it announces itself
    std::optional<int> plaintext_port;
    std::optional<int> tls_port;

    bool operator==(const DruidProperties&) const = default;
};

/// host:port of the Historicals that a Broker or the Coordinator knows of, in ascending order.
struct ServersSeen {
    std::vector<std::string> historicals;

    bool operator==(const ServersSeen&) const = default;
};

/// Which Broker answered a request through the balancer.
struct AnsweredBy {
    std::string broker;  ///< host:port as it announces itself

    bool operator==(const AnsweredBy&) const = default;
};

}  // namespace druidwatch::cluster
