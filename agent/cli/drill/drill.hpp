#pragma once

#include <map>

#include "cli/drill/drill_report.hpp"
#include "cli/told/agent_view.hpp"

namespace druidwatch::cli {

/// What a drill sees of an agent, view after view. What was wrong in the first is no part of it.
class Drill {
  public:
    explicit Drill(const AgentView& first);

    /// A later view.
    void see(const AgentView& view);

    /// What happened since the drill began, as the history tells; the same may be told again.
    void hear(const std::vector<ToldEvent>& events);

    /// The agent was asked and did not answer.
    void miss() { ++report_.unanswered; }

    /// Something was detected, nothing of it is left, and it has stayed so for `calm_for`.
    bool over() const;

    DrillReport report() const;

    /// What has been seen since this was asked last, a line each.
    std::vector<std::string> take_news();

    static constexpr seconds calm_for{5};

  private:
    void open_or_close(const AgentView& view);
    void judge(const ToldCluster& cluster, WallTime now);
    void begin_at(WallTime at);
    DrillAlert* opening_of(const std::string& identity);
    bool is_quiet() const;

    DrillReport report_;
    std::map<std::string, WallTime> before_;              ///< identity, and since when
    std::map<std::string, DrillVerdict> verdict_before_;  ///< by cluster
    std::map<std::string, DrillVerdict> verdict_;
    WallTime last_change_;
    std::vector<std::string> news_;
};

}  // namespace druidwatch::cli
