#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

/// One key of `poll`. The pace after a first sign of trouble is the design's own, but it is never
/// slower than what was asked for.
Key<Poll> pace(std::string name, Pace Poll::* member, std::string help) {
    const auto interval = duration(100ms, 1h);
    const auto by_default = Poll{}.*member;
    auto read = [member, by_default, interval](Poll& poll, const Value& value, Problems& problems) {
        if (const auto every = interval.read(value, problems)) {
            poll.*member = {*every, std::min(by_default.suspicious, *every)};
        }
    };
    auto write = [member, interval](const Poll& poll) -> std::optional<Value> {
        return interval.write((poll.*member).interval);
    };
    return {
        {std::move(name), interval.expected, print_duration(by_default.interval), std::move(help)},
        std::move(read),
        std::move(write)};
}

Codec<Poll> poll_section() {
    return map_of(Section<Poll>{
        "a map from a kind of question to a duration, such as {master: 1s}",
        {pace("zookeeper_session", &Poll::zookeeper_session,
              "A new session, with one member of the ensemble after the other."),
         pace("zookeeper_member", &Poll::zookeeper_member,
              "ruok and mntr of each member; where mntr is closed, srvr."),
         pace("database", &Poll::database, "The state of each database node."),
         pace("database_endpoint", &Poll::database_endpoint,
              "Where a new session at the endpoint leads."),
         pace("master", &Poll::master, "isLeader, of each role of each master."),
         pace("master_slow", &Poll::master_slow,
              "The leader that each master names, and where it redirects."),
         pace("duties", &Poll::duties,
              "Duties, load status and workers, of who says that it leads."),
         pace("properties", &Poll::properties,
              "Which ZooKeeper and metadata store a process uses, and its session timeout."),
         pace("broker", &Poll::broker, "Whether each Broker is ready."),
         pace("broker_query", &Poll::broker_query, "SELECT 1, at each Broker."),
         pace("broker_view", &Poll::broker_view, "sys.servers, at each Broker."),
         pace("balancer", &Poll::balancer, "Readiness through the load balancer."),
         pace("router", &Poll::router, "The health of each Router."),
         pace("router_slow", &Poll::router_slow, "isLeader of both roles through each Router.")}});
}

/// The budget, or `auto` for none.
Key<Global> failover_budget() {
    const auto budget = duration(1s, 24h);
    auto read = [budget](Global& global, const Value& value, Problems& problems) {
        if (value.kind == Value::Kind::scalar && value.text == "auto") {
            global.failover_budget.reset();
        } else {
            global.failover_budget = budget.read(value, problems);
        }
    };
    auto write = [budget](const Global& global) -> std::optional<Value> {
        return global.failover_budget ? budget.write(*global.failover_budget) : scalar("auto");
    };
    return {{"failover_budget", "auto, or " + budget.expected, "auto",
             "How long a role may be without a leader before that is more than a failover; auto: "
             "Druid's ZooKeeper session timeout and 5 s."},
            std::move(read),
            std::move(write)};
}

}  // namespace

Codec<Global> global_section() {
    return map_of(Section<Global>{
        "a map with poll_timeout, failover_budget and poll",
        {key("poll_timeout", &Global::poll_timeout, duration(100ms, 1min),
             "How long an answer may take: look-up, connection, TLS and body together."),
         failover_budget(),
         key("poll", &Global::poll, poll_section(), "How often each question is asked.")}});
}

}  // namespace druidwatch::config
