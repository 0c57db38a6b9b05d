#pragma once

#include "cluster/druid_view.hpp"
#include "config/config.hpp"

namespace druidwatch::cluster {

/// Nodes of which nothing has been asked yet, with tracks for the rhythm in which they will be.
class NodeMaker {
  public:
    explicit NodeMaker(const config::Global& global) : global_(global) {}

    /// Gives the master of that name the role; makes it if there is none.
    Master& add_role(DruidView& view, const Process& process, Role role) const;
    Broker& add_broker(DruidView& view, const Process& process) const;
    Balancer& add_balancer(DruidView& view, const Process& process) const;
    Router& add_router(DruidView& view, const Process& process) const;

  private:
    const config::Global& global_;
};

/// All that the configuration names.
DruidView configured_druid(const config::Druid& druid, const config::Global& global);

}  // namespace druidwatch::cluster
