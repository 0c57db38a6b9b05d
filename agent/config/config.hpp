#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/time.hpp"

namespace druidwatch::config {

/// How often each question is asked while all is well; once something looks wrong, `suspicious`.
struct Pace {
    milliseconds interval;
    milliseconds suspicious;

    bool operator==(const Pace&) const = default;
};

/// The keys of `poll`, with the defaults of the design.
struct Poll {
    Pace zookeeper_session{2s, 500ms};  ///< new sessions: per ensemble; per member once suspicious
    Pace zookeeper_member{10s, 1s};
    Pace database{2s, 250ms};
    Pace database_endpoint{5s, 250ms};  ///< each time a new session, which costs both ends a login
    Pace master{1s, 250ms};
    Pace master_slow{10s, 2s};
    Pace duties{15s, 2s};
    Pace properties{5min, 5min};
    Pace broker{1s, 250ms};
    Pace broker_query{10s, 1s};
    Pace broker_view{30s, 30s};
    Pace balancer{1s, 250ms};
    Pace router{1s, 250ms};
    Pace router_slow{10s, 2s};

    bool operator==(const Poll&) const = default;
};

struct Global {
    milliseconds poll_timeout{2s};
    std::optional<milliseconds> failover_budget;  ///< none: Druid's session timeout and 5 s
    Poll poll;

    bool operator==(const Global&) const = default;
};

/// Files of PEM; empty where not given. With none of them, https verifies against the system's CAs.
struct Tls {
    std::string ca_file;
    std::string cert_file;
    std::string key_file;

    bool operator==(const Tls&) const = default;
};

struct Credentials {
    std::string username;
    std::string password_file;

    bool operator==(const Credentials&) const = default;
};

/// Who we are to servers of one kind, and whom we trust there.
struct Client {
    std::optional<Credentials> basic_auth;
    std::optional<Tls> tls;

    bool operator==(const Client&) const = default;
};

struct ZooKeeper {
    std::vector<Endpoint> ensemble;
    std::string base_path = "/druid";  ///< empty: no latches and announcements are read
    std::optional<Tls> tls;
    std::vector<std::string> admin;  ///< AdminServer URLs; whose each is: `admin_of_members`
    std::optional<Credentials> digest;
    int max_outstanding_requests = 10;
    milliseconds max_latency{100};  ///< the mean of a poll interval

    bool operator==(const ZooKeeper&) const = default;
};

enum class DatabaseKind { postgresql, mysql };

/// One `key=value` line as libpq has them; `words` holds what is neither host nor port.
struct DatabaseTarget {
    Endpoint endpoint;
    std::map<std::string, std::string> words;

    bool operator==(const DatabaseTarget&) const = default;
};

struct MetadataStore {
    DatabaseKind kind = DatabaseKind::postgresql;
    std::vector<DatabaseTarget> nodes;
    std::string password_file;
    std::optional<DatabaseTarget> endpoint;
    std::string druid_user = "druid";
    milliseconds max_lag_time{30s};
    std::int64_t max_lag_bytes = 64LL << 20;
    std::int64_t max_retained_bytes = 10LL << 30;

    bool operator==(const MetadataStore&) const = default;
};

enum class Discovery { zookeeper, coordinator, dns, fixed };  ///< `static` in the file

struct Druid {
    Discovery discovery = Discovery::zookeeper;
    std::vector<std::string> coordinators;  ///< base URLs, without a trailing slash
    std::vector<std::string> overlords;     ///< empty: the coordinators are combined masters
    std::vector<std::string> brokers;
    std::vector<std::string> routers;
    std::vector<std::string> load_balancers;
    std::optional<Credentials> basic_auth;
    std::optional<Tls> tls;

    bool operator==(const Druid&) const = default;
};

struct Cluster {
    std::string name;
    std::optional<ZooKeeper> zookeeper;
    std::optional<MetadataStore> metadata_store;
    std::optional<Druid> druid;

    bool operator==(const Cluster&) const = default;
};

struct Heartbeat {
    std::string url_file;
    milliseconds interval{1min};

    bool operator==(const Heartbeat&) const = default;
};

/// `match` compares alert labels by equality; empty matches every alert.
struct Override {
    std::string alert;  ///< DruidHa and the catalog's name
    std::map<std::string, std::string> match;
    std::optional<std::string> severity;
    std::optional<milliseconds> hold;
    int line = 0;  ///< where the alert is named in the file; no part of what it says
    int column = 0;

    bool operator==(const Override& other) const {
        return alert == other.alert && match == other.match && severity == other.severity &&
               hold == other.hold;
    }
};

/// An alert that fires so often within so long stays firing until nothing was wrong for `calm`.
struct FlapDamping {
    int fires = 4;  ///< 2 to 100
    milliseconds within{15min};
    milliseconds calm{5min};  ///< 0: an alert resolves at once, however often it comes back

    bool operator==(const FlapDamping&) const = default;
};

struct Maintenance {
    std::map<std::string, std::string> match;
    WallTime from;
    WallTime to;

    bool operator==(const Maintenance&) const = default;
};

struct Alerting {
    std::vector<std::string> alertmanagers;  ///< base URLs
    Client alertmanagers_client;
    std::optional<Heartbeat> heartbeat;
    std::vector<std::string> peers;  ///< base URLs
    Client peers_client;
    std::vector<Override> overrides;
    std::vector<Maintenance> maintenance;
    FlapDamping flap_damping;

    bool operator==(const Alerting&) const = default;
};

struct Storage {
    std::string path = "/var/lib/druidwatch";
    seconds retention = 24h * 90;

    bool operator==(const Storage&) const = default;
};

struct Config {
    Global global;
    std::vector<Cluster> clusters;
    Alerting alerting;
    std::optional<Storage> storage;  ///< none: no history is kept

    bool operator==(const Config&) const = default;
};

}  // namespace druidwatch::config
