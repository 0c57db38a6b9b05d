#pragma once

#include "cli/audit/material.hpp"

// How each sentence of the table is proved.

namespace druidwatch::cli::auditing {

// Of zookeeper_rules.cpp.
Outcome ensemble_of_three_or_five(const Material& material);
Outcome every_member_serves(const Material& material);

// Of metadata_rules.cpp.
Outcome store_is_replicated(const Material& material);
Outcome store_can_fail_over(const Material& material);
Outcome address_leads_to_primary(const Material& material);

// Of master_rules.cpp.
Outcome several_masters(const Material& material, cluster::Role role);
Outcome one_zookeeper_of_masters(const Material& material);
Outcome one_store_of_masters(const Material& material);
Outcome one_active(const Material& material, cluster::Role role);
Outcome others_redirect(const Material& material, cluster::Role role);

// Of broker_rules.cpp.
Outcome several_brokers(const Material& material);
Outcome every_broker_answers(const Material& material);
Outcome balancer_in_front(const Material& material);
Outcome balancer_reaches_all(const Material& material);

// Of agreement_rules.cpp.
Outcome one_zookeeper_of_all(const Material& material);
Outcome one_time_zone(const Material& material);
Outcome time_zone_is_utc(const Material& material);
Outcome one_version(const Material& material);

// Of other_rules.cpp.
Outcome routers_forward(const Material& material);
Outcome has_historicals(const Material& material);

/// What Druid elects and discovers with: not ZooKeeper where that is Kubernetes or Consul.
bool asks_zookeeper(const Material& material);
bool has_routers(const Material& material);

}  // namespace druidwatch::cli::auditing
