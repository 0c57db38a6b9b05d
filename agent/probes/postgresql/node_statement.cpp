#include "probes/postgresql/node_statement.hpp"

namespace druidwatch::probes::postgresql {

// Columns that came later than 10 (sender_host and sender_port: 11) are read out of the row's
// JSON, so that one text serves all versions. The timeline is the live one: pg_control_checkpoint
// still names the old one for most of a minute after a promotion. transaction_read_only lies when
// our own role has a default, so only a default set for the whole server or database counts.
const std::string_view node_statement = R"sql(
WITH node AS (SELECT pg_is_in_recovery() AS standby),
     receiver AS (SELECT * FROM pg_stat_wal_receiver)
SELECT current_setting('server_version_num') AS version,
       node.standby AS in_recovery,
       EXISTS (SELECT FROM pg_settings
               WHERE name = 'default_transaction_read_only' AND setting = 'on'
                 AND source IN ('configuration file', 'command line', 'database')) AS read_only,
       (SELECT system_identifier FROM pg_control_system()) AS system_identifier,
       extract(epoch FROM pg_postmaster_start_time()) AS started,
       host(inet_server_addr()) AS address,
       inet_server_port() AS port,
       CASE WHEN node.standby
            THEN coalesce((SELECT received_tli FROM receiver WHERE latest_end_lsn IS NOT NULL),
                          (SELECT min_recovery_end_timeline FROM pg_control_recovery()))
            ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
       END AS timeline,
       CASE WHEN NOT node.standby THEN pg_current_wal_lsn() END AS current,
       pg_last_wal_receive_lsn() AS received,
       CASE WHEN node.standby THEN pg_last_wal_replay_lsn() END AS replayed,
       CASE WHEN node.standby THEN pg_is_wal_replay_paused() END AS replay_paused,
       (SELECT jsonb_build_object(
                   'status', status,
                   'timeline', received_tli,
                   'age', extract(epoch FROM clock_timestamp() - last_msg_receipt_time),
                   'lives', (SELECT extract(epoch FROM clock_timestamp() - backend_start)
                               FROM pg_stat_activity AS process WHERE process.pid = receiver.pid),
                   'patience', extract(epoch FROM current_setting('wal_receiver_timeout')::interval),
                   'host', to_jsonb(receiver) -> 'sender_host',
                   'port', to_jsonb(receiver) -> 'sender_port')
          FROM receiver) AS receiver,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', application_name,
                   'address', host(client_addr),
                   'state', state,
                   'sync_state', sync_state,
                   'replay', replay_lsn)), '[]')
          FROM pg_stat_replication) AS clients,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'name', slot_name,
                   'active', active,
                   'status', to_jsonb(slot) -> 'wal_status',
                   'retained', pg_wal_lsn_diff(CASE WHEN node.standby
                                                    THEN pg_last_wal_replay_lsn()
                                                    ELSE pg_current_wal_lsn() END,
                                               restart_lsn))), '[]')
          FROM pg_replication_slots AS slot) AS slots,
       pg_size_bytes(current_setting('max_slot_wal_keep_size', true)) AS slot_limit,
       extract(epoch FROM current_setting('recovery_min_apply_delay', true)::interval) AS delay,
       current_setting('synchronous_standby_names') <> '' AS synchronous,
       (SELECT jsonb_build_object(
                   'sessions', count(*),
                   'longest', extract(epoch FROM clock_timestamp() - min(query_start)))
          FROM pg_stat_activity WHERE wait_event = 'SyncRep') AS waiting_commits,
       (SELECT count(*) FROM pg_stat_activity
         WHERE usename = $1 AND application_name <> $2) AS druid_sessions
  FROM node
)sql";

}  // namespace druidwatch::probes::postgresql
