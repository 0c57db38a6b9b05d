#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "cluster/database_state.hpp"
#include "net/rows.hpp"
#include "probes/mysql/dialect.hpp"

namespace druidwatch::probes::mysql {

/// What a node told in one round, statement by statement.
struct Told {
    std::map<Part, net::Rows> rows;
    /// Why a statement told nothing, as a person should read it; not of those that were not asked
    /// because they are of no use there.
    std::map<Part, std::string> missing;
};

/// The state of a node of MySQL or MariaDB. Without its identity, or with rows that lack what every
/// server tells, it is a failure. What is missing is told in `hidden`, and never "replicates from
/// nobody".
Result<cluster::DatabaseState> parse_node_state(const Told& told);

}  // namespace druidwatch::probes::mysql
