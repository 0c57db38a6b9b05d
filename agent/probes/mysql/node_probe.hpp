#pragma once

#include "cluster/metadata_view.hpp"
#include "net/idle_closer.hpp"
#include "net/mariadb.hpp"
#include "probes/mysql/node_state.hpp"
#include "probes/mysql/repertoire.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes::mysql {

/// The node statements, asked as one batch of one server of MySQL or MariaDB, or of what stands in
/// front of them.
class NodeProbe final : public Probe {
  public:
    enum class Connection {
        held,   ///< a node: the session is a tripwire, too
        fresh,  ///< an endpoint: where does a new connection lead now?
    };

    struct Settings {
        net::MariadbTarget target;  ///< application_name and statement_timeout are set here
        std::string druid_user;     ///< whose sessions are counted
        Connection connection = Connection::held;
    };

    NodeProbe(ProbeContext context, Settings settings, config::Pace pace,
              Sink<cluster::DatabaseState> sink);

    /// Asks at once.
    void poke(cluster::Means means = cluster::Means::poll);

  private:
    net::Task<void> ask(cluster::Means means);
    net::Task<Result<Told>> round(Instant& asked, Monotonic until);
    net::Task<Result<Told>> round_on_session(Instant& asked, Monotonic until);
    net::Task<Result<void>> connect(Monotonic until);
    net::Task<Result<void>> ask_all(Told& told, Monotonic until);
    net::Task<bool> learn_to_speak(const Told& told, Monotonic until);
    std::vector<Part> open_parts(const Told& told) const;
    void session_lost();

    Settings settings_;
    Sink<cluster::DatabaseState> sink_;
    net::MariadbConnection session_;
    net::IdleCloser closer_;
    Repertoire repertoire_{Dialect{}};
    Poller& poller_;
};

}  // namespace druidwatch::probes::mysql
