#include "cli/audit.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/audit/inquiry.hpp"
#include "cli/audit/json.hpp"
#include "cli/audit/sentences.hpp"
#include "cli/audit/text.hpp"
#include "cli/look_once.hpp"

namespace druidwatch::cli {

int audit(const Options& options) {
    const auto startup = prepare(options);
    if (!startup) {
        for (const auto& line : startup.error()) fmt::print(stderr, "{}\n", line);
        return 3;
    }
    const auto snapshot = look_once(*startup, options);
    const auto words = auditing::inquire(*startup, *snapshot);
    std::vector<auditing::ClusterAudit> audits;
    for (std::size_t i = 0; i < words.size(); ++i) {
        audits.push_back(
            auditing::audit_cluster(snapshot->clusters[i], words[i], snapshot->taken.mono));
    }
    fmt::print("{}", options.format == OutputFormat::json
                         ? auditing::json_of(audits, snapshot->taken.wall)
                         : auditing::text_of(audits));
    return auditing::exit_status(audits);
}

}  // namespace druidwatch::cli
