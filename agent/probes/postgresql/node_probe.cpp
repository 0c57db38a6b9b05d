#include "probes/postgresql/node_probe.hpp"

#include "probes/postgresql/node_state.hpp"
#include "probes/postgresql/node_statement.hpp"

namespace druidwatch::probes::postgresql {

using cluster::Means;
using cluster::Observation;

namespace {

// The server gives up before we do, or our abandoned statements would pile up there.
milliseconds statement_timeout(milliseconds timeout) { return timeout * 3 / 4; }

bool lost_its_session(const Failure& failure) {
    return failure.reason == Reason::closed || failure.reason == Reason::reset;
}

// 55000: it was promoted between two functions of the statement.
bool was_promoted_meanwhile(const Failure& failure) { return failure.answer.starts_with("55000"); }

}  // namespace

NodeProbe::NodeProbe(ProbeContext context, Settings settings, config::Pace pace,
                     Sink<cluster::DatabaseState> sink)
    : Probe(std::move(context), "metadata", to_string(settings.target.endpoint)),
      settings_(std::move(settings)),
      sink_(std::move(sink)),
      session_(loop()),
      poller_(ask_every(pace, "node", [this](Means means) { return ask(means); })) {
    settings_.target.application_name = application_name;
    settings_.target.statement_timeout = statement_timeout(timeout());
    session_.on_lost([this] { session_lost(); });
}

void NodeProbe::poke(Means means) { poller_.poke(means); }

void NodeProbe::session_lost() {
    if (stopped() || settings_.connection == Connection::fresh) return;
    if (closer_.closed(loop().now().mono) == net::Loss::unexpected) {
        poller_.poke(Means::connection_closed);
    }
}

net::Task<void> NodeProbe::ask(Means means) {
    const auto until = deadline();
    Observation<cluster::DatabaseState> seen{.asked = loop().now()};
    auto rows = co_await statement(seen.asked, until);
    seen.answered = loop().now();
    if (rows) {
        closer_.answered();
        seen.answer = parse_node_state(*rows);
    } else {
        closer_.failed();
        seen.answer = std::unexpected(std::move(rows.error()));
    }
    if (settings_.connection == Connection::fresh) session_.close();
    report("node", means, std::move(seen), sink_);
}

net::Task<Result<net::Rows>> NodeProbe::statement(Instant& asked, Monotonic until) {
    const bool held = session_.connected();
    auto rows = co_await statement_on_session(asked, until);
    if (rows) co_return rows;
    const bool session_was_old = held && lost_its_session(rows.error());
    if (session_was_old || was_promoted_meanwhile(rows.error())) {
        co_return co_await statement_on_session(asked, until);
    }
    co_return rows;
}

net::Task<Result<net::Rows>> NodeProbe::statement_on_session(Instant& asked, Monotonic until) {
    if (!session_.connected()) {
        auto connected = co_await session_.connect(settings_.target, until);
        if (!connected) co_return std::unexpected(std::move(connected.error()));
    }
    asked = loop().now();
    co_return co_await session_.query(std::string(node_statement),
                                      {settings_.druid_user, std::string(application_name)}, until);
}

}  // namespace druidwatch::probes::postgresql
