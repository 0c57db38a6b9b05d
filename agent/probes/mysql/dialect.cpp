#include "probes/mysql/dialect.hpp"

#include <fmt/format.h>

#include "probes/answer_text.hpp"

namespace druidwatch::probes::mysql {
namespace {

using cluster::Product;

// Where what is asked for appeared, changed its name, or left.
constexpr int has_replication_tables = 50702;  // performance_schema.replication_*
constexpr int has_super_read_only = 50708;     // offline_mode is a little older
constexpr int has_queue_timestamps = 80001;    // of the newest transaction that was received
constexpr int says_replica = 80022;            // SHOW SLAVE STATUS left in 8.4
constexpr int has_processlist_table = 80022;   // performance_schema.processlist
constexpr int mariadb_says_replicas = 100501;  // SHOW ALL REPLICAS STATUS

constexpr std::string_view identity_of_mariadb =
    "SELECT VERSION() AS version, CURRENT_USER() AS account, @@server_id AS server_id, "
    "@@hostname AS hostname, @@port AS port, @@global.read_only AS read_only, "
    "@@global.gtid_binlog_pos AS binlog_pos, @@global.gtid_slave_pos AS slave_pos, "
    "@@global.gtid_current_pos AS current_pos";

constexpr std::string_view identity_of_mysql =
    "SELECT VERSION() AS version, CURRENT_USER() AS account, @@server_uuid AS server_uuid, "
    "@@hostname AS hostname, @@port AS port, @@global.read_only AS read_only, "
    "@@global.gtid_mode AS gtid_mode, @@global.gtid_executed AS executed";

constexpr std::string_view fences_of_mysql =
    ", @@global.super_read_only AS super_read_only, @@global.offline_mode AS offline_mode";

constexpr std::string_view settings_of_mariadb =
    "SELECT @@global.wsrep_on AS wsrep_on, @@global.wsrep_provider AS wsrep_provider, "
    "@@global.rpl_semi_sync_master_enabled AS rpl_semi_sync_master_enabled";

// Variables of plugins that may be absent, hence no @@.
constexpr std::string_view settings_of_mysql =
    "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('rpl_semi_sync_source_enabled', "
    "'rpl_semi_sync_master_enabled', 'group_replication_group_name', "
    "'group_replication_single_primary_mode')";

constexpr std::string_view status_of_mariadb =
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Rpl_semi_sync_master_status', "
    "'Rpl_semi_sync_master_clients', 'Rpl_semi_sync_master_wait_sessions', "
    "'wsrep_cluster_status', 'wsrep_cluster_size', 'wsrep_cluster_conf_id', "
    "'wsrep_cluster_state_uuid', 'wsrep_connected', 'wsrep_ready', 'wsrep_local_state', "
    "'wsrep_local_state_comment')";

constexpr std::string_view status_of_mysql =
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Rpl_semi_sync_source_status', "
    "'Rpl_semi_sync_source_clients', 'Rpl_semi_sync_source_wait_sessions', "
    "'Rpl_semi_sync_master_status', 'Rpl_semi_sync_master_clients', "
    "'Rpl_semi_sync_master_wait_sessions', 'group_replication_primary_member')";

constexpr std::string_view members_of_group =
    "SELECT member.*, stats.VIEW_ID FROM performance_schema.replication_group_members AS member "
    "LEFT JOIN performance_schema.replication_group_member_stats AS stats USING (MEMBER_ID)";

std::string identity(const Dialect& dialect) {
    if (dialect.product == Product::mariadb) return std::string(identity_of_mariadb);
    return fmt::format("{}{}", identity_of_mysql,
                       dialect.version >= has_super_read_only ? fences_of_mysql : "");
}

// ALL: without it MariaDB hides every connection but the default one.
std::string_view replicas(const Dialect& dialect) {
    if (dialect.product == Product::mariadb) {
        return dialect.version >= mariadb_says_replicas ? "SHOW ALL REPLICAS STATUS"
                                                        : "SHOW ALL SLAVES STATUS";
    }
    return dialect.version >= says_replica ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS";
}

// Heartbeats come while the source is idle only. What was never received has a zero date, whose
// distance is NULL.
std::string channels(const Dialect& dialect) {
    const std::string_view newest = dialect.version >= has_queue_timestamps
                                        ? "GREATEST(source.LAST_HEARTBEAT_TIMESTAMP, "
                                          "source.LAST_QUEUED_TRANSACTION_END_QUEUE_TIMESTAMP)"
                                        : "source.LAST_HEARTBEAT_TIMESTAMP";
    return fmt::format(
        "SELECT source.CHANNEL_NAME AS name, applier.SERVICE_STATE AS applier, "
        "TIMESTAMPDIFF(MICROSECOND, {}, NOW(6)) / 1000000 AS age "
        "FROM performance_schema.replication_connection_status AS source "
        "JOIN performance_schema.replication_applier_status AS applier USING (CHANNEL_NAME)",
        newest);
}

/// A literal that no name can break out of.
std::string quoted(std::string_view text) {
    std::string digits;
    for (const char c : text) digits += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return fmt::format("X'{}'", digits);
}

// Without PROCESS one sees one's own sessions and is told nothing of it. So the privilege is looked
// for, or, where it came with a role, any session of somebody else.
std::string sessions(const Dialect& dialect, std::string_view druid_user) {
    const bool has_table =
        dialect.product == Product::mysql && dialect.version >= has_processlist_table;
    return fmt::format(
        "SELECT COALESCE(SUM(USER = {}), 0) AS sessions, "
        "SUBSTRING_INDEX(USER(), '@', 1) = {} AS is_ours, "
        "COALESCE(SUM(USER <> SUBSTRING_INDEX(USER(), '@', 1)), 0) AS others, "
        "(SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE = 'PROCESS' "
        "AND GRANTEE = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')) AS process "
        "FROM {}.processlist",
        quoted(druid_user), quoted(druid_user),
        has_table ? "performance_schema" : "information_schema");
}

/// 'mon'@'10.0.%' of mon@10.0.%
std::string quoted_account(std::string_view account) {
    const auto at = account.rfind('@');
    if (at == std::string_view::npos) return "the monitoring user";
    return fmt::format("'{}'@'{}'", account.substr(0, at), account.substr(at + 1));
}

}  // namespace

Dialect dialect_of(std::string_view version) {
    Dialect dialect;
    if (version.find("MariaDB") != std::string_view::npos) dialect.product = Product::mariadb;
    const auto numbers = short_version(version);
    int parts[3] = {};
    std::string_view rest = numbers;
    for (auto& part : parts) {
        const auto split = split_at_first(rest, '.');
        part = to_integer<int>(split ? split->before : rest).value_or(0);
        rest = split ? split->after : std::string_view{};
    }
    constexpr int beyond = 1000;
    if (parts[0] < beyond && parts[1] < 100 && parts[2] < 100) {
        dialect.version = parts[0] * 10'000 + parts[1] * 100 + parts[2];
    }
    return dialect;
}

std::string short_version(std::string_view version) {
    return std::string(version.substr(0, version.find_first_not_of("0123456789.")));
}

std::string statement_of(const Dialect& dialect, Part part, std::string_view druid_user) {
    const bool mariadb = dialect.product == Product::mariadb;
    const bool has_tables = !mariadb && dialect.version >= has_replication_tables;
    switch (part) {
        case Part::identity:
            return identity(dialect);
        case Part::replicas:
            return std::string(replicas(dialect));
        case Part::settings:
            return std::string(mariadb ? settings_of_mariadb : settings_of_mysql);
        case Part::status:
            return std::string(mariadb ? status_of_mariadb : status_of_mysql);
        case Part::group:
            return has_tables ? std::string(members_of_group) : std::string{};
        case Part::channels:
            return has_tables ? channels(dialect) : std::string{};
        case Part::sessions:
            return sessions(dialect, druid_user);
    }
    std::unreachable();
}

std::string grant_for(const Dialect& dialect, Part part, std::string_view account) {
    const auto to = quoted_account(account);
    switch (part) {
        case Part::replicas:
            // MariaDB keeps REPLICATION CLIENT as BINLOG MONITOR, which shows no replica.
            return fmt::format(
                "GRANT {} ON *.* TO {}",
                dialect.product == Product::mariadb ? "SLAVE MONITOR" : "REPLICATION CLIENT", to);
        case Part::group:
        case Part::channels:
            return fmt::format("GRANT SELECT ON performance_schema.* TO {}", to);
        case Part::sessions:
            return fmt::format("GRANT PROCESS ON *.* TO {}", to);
        case Part::identity:
        case Part::settings:
        case Part::status:
            return {};
    }
    std::unreachable();
}

}  // namespace druidwatch::probes::mysql
