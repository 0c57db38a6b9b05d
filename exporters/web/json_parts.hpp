#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "exporters/web/documents.hpp"

namespace druidwatch::exporters {

boost::json::array evidence_json(const cluster::EvidenceList& evidence);
boost::json::array clusters_json(const watch::Snapshot& snapshot);
boost::json::object cluster_json(const watch::Snapshot& snapshot,
                                 const watch::ClusterSnapshot& cluster);
boost::json::array alerts_json(const watch::Snapshot& snapshot, const LinkBases& links);

}  // namespace druidwatch::exporters
