#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "watch/snapshot.hpp"

/// The JSON documents of the API; the page draws itself from the same ones.
namespace druidwatch::exporters {

/// What the links of an alert start with; empty where there is none.
struct LinkBases {
    std::string runbooks;  ///< followed by "/zookeeper/QuorumLost"
};

/// Whether Druid serves and nothing critical fires; nothing where that is not known.
std::optional<bool> stands(const watch::Snapshot& snapshot, const watch::ClusterSnapshot& cluster);

/// {"taken": ..., "clusters": [...]}
std::string clusters_document(const watch::Snapshot& snapshot);

/// One of the clusters; nothing for a name that is not watched.
std::optional<std::string> cluster_document(const watch::Snapshot& snapshot, std::string_view name);

/// {"taken": ..., "alerts": [...]}, worst first.
std::string alerts_document(const watch::Snapshot& snapshot, const LinkBases& links);

/// Both in one, as the event stream sends it.
std::string whole_document(const watch::Snapshot& snapshot, const LinkBases& links);

}  // namespace druidwatch::exporters
