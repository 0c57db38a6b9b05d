#pragma once

#include "cluster/zookeeper_answers.hpp"
#include "probes/http_exchange.hpp"
#include "probes/zookeeper/member.hpp"

namespace druidwatch::probes::zookeeper {

/// Which ensemble a member is configured for: by `conf`, or by its AdminServer where that word is
/// not whitelisted. `timeout`: of each of the up to three exchanges.
net::Task<cluster::Observation<cluster::Membership>> ask_membership_of(
    net::Loop& loop, const Member& member, const std::optional<HttpTarget>& admin,
    milliseconds timeout);

}  // namespace druidwatch::probes::zookeeper
