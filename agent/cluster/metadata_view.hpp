#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "cluster/claims.hpp"
#include "cluster/database_state.hpp"
#include "cluster/peer_word.hpp"
#include "cluster/standing.hpp"

namespace druidwatch::cluster {

struct DatabaseNode {
    std::string node;  ///< host:port as configured
    Track<DatabaseState> state;
    Lag lag{};
    std::optional<PeerWord> peer_word{};

    /// Who reaches it while we don't.
    const PeerWord* reached_by(Monotonic now) const {
        return Unreached().hear(state).but_by(peer_word, now);
    }
};

/// What Druid's JDBC driver connects to: an address, or several that it tries in their order.
struct DatabaseEndpoint {
    std::vector<DatabaseNode> hosts;  ///< not empty
    bool seeks_primary = false;       ///< it passes over hosts that are not writable
    bool told_by_druid = false;       ///< in its connectURI; else as configured

    /// Where it ends up: the first host that answers, or that is writable where it seeks that; the
    /// first of all where none is.
    const DatabaseNode& led_to(Monotonic now) const;
};

/// Another node became the primary.
struct DatabaseFailover {
    std::string from;
    std::string to;
    Instant last_proof_of_old;
    Instant first_proof_of_new;
    /// What the old primary had written and the new one had not received; nothing where that can't
    /// be told. Bytes of PostgreSQL, transactions of MySQL and MariaDB.
    std::optional<std::int64_t> lost_bytes;
    std::optional<std::int64_t> lost_transactions;
};

/// Where the head of the primary's log stood when it was last asked.
struct LogHead {
    std::string node;
    Instant at;
    DatabaseState state;
};

struct MetadataView {
    static constexpr std::size_t failovers_kept = 16;

    std::vector<DatabaseNode> nodes;
    std::optional<DatabaseEndpoint> endpoint;
    milliseconds max_lag_time{30s};
    std::int64_t max_lag_bytes = 64LL << 20;
    std::int64_t max_retained = 10LL << 30;
    std::string druid_user;

    LogPositions positions;                  ///< of the primary: bytes, or transactions
    Claims writable;                         ///< each node's word about being writable
    std::deque<DatabaseFailover> failovers;  ///< newest first

    /// Records the answer of `nodes[index]` and what follows for positions, lag and failovers.
    bool record(std::size_t index, Observation<DatabaseState> observation);

    /// A standby that is further behind than `factor` times what it may be.
    bool lags(const DatabaseNode& node, int factor) const;
    static constexpr int severe = 10;

    /// A slot that holds back more log than it may, or has lost what it should.
    bool hoards(const DatabaseState& state, const Slot& slot) const;

    /// The only writable node among the evidence, or of a group whose members all write the first;
    /// nullptr when none or several are.
    const DatabaseNode* primary(Monotonic now) const;

  private:
    void note_primary(const DatabaseNode& node, const Observation<DatabaseState>& observation);
    void note_failover(const DatabaseNode& node, const Observation<DatabaseState>& observation);
    Lag lag_of(const DatabaseState& standby, Monotonic now) const;
    std::int64_t retained_limit(const DatabaseState& state) const;
    std::vector<bool> figures_of(const DatabaseNode& node) const;

    std::optional<LogHead> head_;  ///< of whose log `positions` holds samples
};

}  // namespace druidwatch::cluster
