#include "probes/zookeeper/membership_question.hpp"

#include "probes/zookeeper/admin_server.hpp"
#include "probes/zookeeper/conf.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

using Seen = cluster::Observation<cluster::Membership>;

constexpr std::size_t conf_limit = 64 * 1024;

net::Task<Seen> ask_admin(net::Loop& loop, const HttpTarget& admin, milliseconds timeout) {
    auto configuration = admin.get("/commands/configuration", timeout);
    auto went = co_await exchange(loop, admin.client, std::move(configuration));
    auto seen = observe(std::move(went), parse_admin_configuration);
    if (!seen.answer) co_return seen;
    went = co_await exchange(loop, admin.client, admin.get("/commands/voting_view", timeout));
    // 3.5 has no such command; the node /zookeeper/config tells the servers then.
    auto voters = observe(std::move(went), parse_admin_voting_view);
    if (voters.answer) seen.answer->servers = std::move(*voters.answer);
    co_return seen;
}

}  // namespace

net::Task<Seen> ask_membership_of(net::Loop& loop, const Member& member,
                                  const std::optional<HttpTarget>& admin, milliseconds timeout) {
    auto said = co_await ask_word(loop, member, "conf", loop.in(timeout), conf_limit);
    auto seen = observe(std::move(said), parse_conf);
    const bool closed = !seen.answer && seen.answer.error().reason == Reason::not_allowed;
    if (!closed || !admin) co_return seen;
    auto told = co_await ask_admin(loop, *admin, timeout);
    // Of two failures the one that names a remedy.
    co_return told.answer ? std::move(told) : std::move(seen);
}

}  // namespace druidwatch::probes::zookeeper
