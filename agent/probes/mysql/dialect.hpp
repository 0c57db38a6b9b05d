#pragma once

#include <string>
#include <string_view>

#include "cluster/database_state.hpp"

namespace druidwatch::probes::mysql {

/// One statement of the batch that a node is asked, and what it tells.
enum class Part {
    identity,  ///< who it is, what it has executed, whether it may be written
    replicas,  ///< its channels; needs a grant
    settings,  ///< whether it has semi-synchronous replication, Group Replication, Galera
    status,    ///< figures of those
    group,     ///< members of Group Replication; needs a grant
    channels,  ///< ages of messages, and the applier of Group Replication; needs a grant
    sessions,  ///< of Druid's user; needs a grant
};

inline constexpr Part all_parts[] = {Part::identity, Part::replicas, Part::settings, Part::status,
                                     Part::group,    Part::channels, Part::sessions};

/// What a server understands. MySQL 5.6 to 9, MariaDB 10.5 and later.
struct Dialect {
    cluster::Product product = cluster::Product::mysql;
    int version = 0;  ///< 101119 of 10.11.19

    bool operator==(const Dialect&) const = default;
};

/// Of what a server calls itself: "8.0.36", "10.11.19-MariaDB-0+deb12u1-log".
Dialect dialect_of(std::string_view version);

/// "10.11.19" of the same.
std::string short_version(std::string_view version);

/// The statement in this dialect; empty where the server has no such thing.
std::string statement_of(const Dialect& dialect, Part part, std::string_view druid_user);

/// What permits it, for `account` as CURRENT_USER() names it: "GRANT SLAVE MONITOR ON *.* TO
/// 'mon'@'%'"; empty where nothing has to.
std::string grant_for(const Dialect& dialect, Part part, std::string_view account);

}  // namespace druidwatch::probes::mysql
