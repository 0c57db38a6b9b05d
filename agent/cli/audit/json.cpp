#include "cli/audit/json.hpp"

#include <boost/json.hpp>

#include "exporters/web/json_parts.hpp"

namespace druidwatch::cli::auditing {
namespace {

namespace json = boost::json;

json::object object_of(const Finding& finding) {
    return {{"id", finding.id},
            {"source", finding.source},
            {"sentence", finding.sentence},
            {"answer", name_of(finding.outcome.answer)},
            {"text", finding.outcome.text},
            {"evidence", exporters::evidence_json(finding.outcome.evidence)},
            {"remedy", finding.remedy}};
}

json::object object_of(const ClusterAudit& audit) {
    json::array sentences;
    for (const auto& finding : audit.findings) sentences.push_back(object_of(finding));
    return {{"name", audit.cluster},
            {"kept", audit.count(Answer::kept)},
            {"broken", audit.count(Answer::broken)},
            {"unknown", audit.count(Answer::unknown)},
            {"sentences", std::move(sentences)}};
}

}  // namespace

std::string json_of(const std::vector<ClusterAudit>& audits, WallTime taken) {
    json::array clusters;
    for (const auto& audit : audits) clusters.push_back(object_of(audit));
    const json::object document{{"taken", rfc3339(taken)}, {"clusters", std::move(clusters)}};
    return json::serialize(document) + "\n";
}

}  // namespace druidwatch::cli::auditing
