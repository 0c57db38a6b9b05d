#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cluster/evidence.hpp"

namespace druidwatch::cli::auditing {

enum class Answer { kept, broken, unknown };

std::string_view name_of(Answer answer);

/// What became of one sentence: who said what that proves it.
struct Outcome {
    Answer answer = Answer::unknown;
    std::string text;  ///< a sentence: what is broken, what could not be told, or how it is kept
    cluster::EvidenceList evidence{};
};

/// One sentence of the audit and its outcome; the texts are literals of the table.
struct Finding {
    std::string_view id;        ///< "zookeeper.size": stable, for programs
    std::string_view source;    ///< whose sentence it is
    std::string_view sentence;  ///< what is asked of the cluster
    Outcome outcome;
    std::string_view remedy;  ///< empty where it is kept
};

struct ClusterAudit {
    std::string cluster;
    std::vector<Finding> findings;

    std::size_t count(Answer answer) const;
};

/// 0 all kept, 1 something broken, 3 something unknown and nothing broken.
int exit_status(const std::vector<ClusterAudit>& audits);

}  // namespace druidwatch::cli::auditing
