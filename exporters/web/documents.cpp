#include "exporters/web/documents.hpp"

#include <boost/json/serialize.hpp>

#include "exporters/web/json_parts.hpp"

namespace druidwatch::exporters {
namespace {

boost::json::object headed(const watch::Snapshot& snapshot) {
    return {{"agent", snapshot.agent},
            {"version", snapshot.version},
            {"taken", rfc3339(snapshot.taken.wall)}};
}

}  // namespace

boost::json::array evidence_json(const cluster::EvidenceList& evidence) {
    boost::json::array array;
    for (const auto& witness : evidence) {
        array.push_back(boost::json::object{
            {"who", witness.who}, {"said", witness.said}, {"at", rfc3339(witness.at)}});
    }
    return array;
}

std::string clusters_document(const watch::Snapshot& snapshot) {
    auto document = headed(snapshot);
    document["clusters"] = clusters_json(snapshot);
    return boost::json::serialize(document);
}

std::optional<std::string> cluster_document(const watch::Snapshot& snapshot,
                                            std::string_view name) {
    for (const auto& cluster : snapshot.clusters) {
        if (cluster.view.name != name) continue;
        return boost::json::serialize(cluster_json(snapshot, cluster));
    }
    return {};
}

std::string alerts_document(const watch::Snapshot& snapshot, const LinkBases& links) {
    auto document = headed(snapshot);
    document["alerts"] = alerts_json(snapshot, links);
    return boost::json::serialize(document);
}

std::string whole_document(const watch::Snapshot& snapshot, const LinkBases& links) {
    auto document = headed(snapshot);
    document["clusters"] = clusters_json(snapshot);
    document["alerts"] = alerts_json(snapshot, links);
    return boost::json::serialize(document);
}

}  // namespace druidwatch::exporters
