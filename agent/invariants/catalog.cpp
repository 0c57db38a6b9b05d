#include "invariants/catalog.hpp"

#include <utility>

#include <fmt/format.h>

#include "invariants/catalog_rows.hpp"
#include "invariants/whole_cluster.hpp"

namespace druidwatch::invariants {
namespace {

using enum Severity;

std::vector<Invariant> rows_of_cluster() {
    return {row(unreachable, critical, 15s, applied(whole_cluster::unreachable),
                "Nothing of a Druid cluster answers.", "is out of reach")};
}

std::vector<Invariant> rows_of_agent() {
    return {because({unreachable}, of_a_node(row({"agent", "TargetUnknown"}, warning, 5min,
                                                 applied(whole_cluster::target_unknown),
                                                 "A node can't be watched whole.",
                                                 "has a node that can't be watched whole")))};
}

std::vector<Invariant> all_rows() {
    std::vector<Invariant> all;
    for (auto& rows : {rows_of_cluster(), rows_of_zookeeper(), rows_of_metadata(), rows_of_druid(),
                       rows_of_agent()}) {
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

}  // namespace

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::critical:
            return "critical";
        case Severity::warning:
            return "warning";
        case Severity::info:
            return "info";
        case Severity::none:
            return "none";
    }
    std::unreachable();
}

std::optional<Severity> parse_severity(std::string_view name) {
    for (const auto severity :
         {Severity::critical, Severity::warning, Severity::info, Severity::none}) {
        if (name == name_of(severity)) return severity;
    }
    return {};
}

std::span<const Invariant> catalog() {
    static const auto rows = all_rows();
    return rows;
}

const Invariant* find(InvariantId id) {
    const auto rows = catalog();
    const auto row = std::ranges::find(rows, id, &Invariant::id);
    return row == rows.end() ? nullptr : &*row;
}

std::string runbook_of(InvariantId id) {
    const bool of_a_role = id.tier == "coordinator" || id.tier == "overlord";
    return fmt::format("{}/{}", of_a_role ? "role" : id.tier, id.name);
}

}  // namespace druidwatch::invariants
