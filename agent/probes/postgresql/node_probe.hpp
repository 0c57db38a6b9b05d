#pragma once

#include "cluster/metadata_view.hpp"
#include "net/idle_closer.hpp"
#include "net/postgres.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes::postgresql {

/// The node statement, asked of one database node or of what stands in front of them.
class NodeProbe final : public Probe {
  public:
    enum class Connection {
        held,   ///< a node: the session is a tripwire, too
        fresh,  ///< an endpoint: where does a new connection lead now?
    };

    struct Settings {
        net::PostgresTarget target;  ///< application_name and statement_timeout are set here
        std::string druid_user;      ///< whose sessions are counted
        Connection connection = Connection::held;
    };

    NodeProbe(ProbeContext context, Settings settings, config::Pace pace,
              Sink<cluster::DatabaseState> sink);

    /// Asks at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask(cluster::Means means);
    net::Task<Result<net::Rows>> statement(Instant& asked, Monotonic until);
    net::Task<Result<net::Rows>> statement_on_session(Instant& asked, Monotonic until);
    void session_lost();

    Settings settings_;
    Sink<cluster::DatabaseState> sink_;
    net::PostgresConnection session_;
    net::IdleCloser closer_;
    Poller& poller_;
};

}  // namespace druidwatch::probes::postgresql
