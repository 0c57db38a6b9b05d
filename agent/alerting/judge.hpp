#pragma once

#include <memory>
#include <vector>

#include "alerting/lifecycle.hpp"
#include "config/config.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::alerting {

/// One row of the catalog and what it says of a cluster now.
struct JudgedInvariant {
    const invariants::Invariant* invariant;
    invariants::Verdicts verdicts;
};

/// Every row that was judged at one moment. Copies share them: a snapshot keeps them once more.
class Judged {
  public:
    Judged() : Judged(std::vector<JudgedInvariant>()) {}
    Judged(std::vector<JudgedInvariant> rows)
        : rows_(std::make_shared<const std::vector<JudgedInvariant>>(std::move(rows))) {}

    const std::vector<JudgedInvariant>& rows() const { return *rows_; }
    auto begin() const { return rows_->begin(); }
    auto end() const { return rows_->end(); }

  private:
    std::shared_ptr<const std::vector<JudgedInvariant>> rows_;
};

/// Every row on one view. While nothing of the cluster answers, all but that is unknown.
std::vector<JudgedInvariant> judge(const cluster::ClusterView& view, Monotonic now);

/// Verdicts as the lifecycle takes them: with overrides applied and the cause found.
std::vector<Judgement> judgements(const std::string& cluster,
                                  const std::vector<JudgedInvariant>& judged,
                                  const std::vector<config::Override>& overrides);

/// Severity and hold become what the overrides that match say; of several, the last counts.
void apply_overrides(std::vector<Judgement>& judgements,
                     const std::vector<config::Override>& overrides);

/// The agent's own sign of life: an alert that always fires, as long as it is judged.
Judgement watchdog(const std::string& agent);

}  // namespace druidwatch::alerting
