#pragma once

#include <deque>
#include <map>
#include <set>

#include "alerting/lifecycle.hpp"
#include "druid_answers.hpp"

namespace druidwatch::test {

using Names = std::set<std::string>;

/// One firing of an alert.
struct Firing {
    std::string name;  ///< "broker NodeDown b1"
    bool of_druid;     ///< not of ZooKeeper, the databases or the agent
    milliseconds fired;
    std::optional<milliseconds> resolved{};
    invariants::Severity severity{};
    std::string cause;
    std::string text;  ///< the last while it was violated
};

/// A capture as an agent lives through it that asks in its own rhythm and is judged by the clock of
/// the capture: answers, view, verdicts, alerts.
class DruidReplay {
  public:
    struct Settings {
        std::string balancer = "lb(httpchk)";  ///< or "lb(no check)"
        milliseconds phase{0};                 ///< of its polls
    };

    explicit DruidReplay(const std::string& name) : DruidReplay(name, Settings{}) {}
    DruidReplay(const std::string& name, Settings settings);
    DruidReplay(const DruidReplay&) = delete;
    DruidReplay& operator=(const DruidReplay&) = delete;

    /// All that fired of Druid's tiers, whenever.
    Names fired() const;
    /// Those that were ever violated, for however short.
    const Names& ever_violated() const { return ever_violated_; }
    /// The only firing of an alert, which must be one.
    const Firing& firing(const std::string& name) const;
    /// Of a role, newest first.
    const std::deque<cluster::Failover>& failovers(cluster::Role role) const;
    const DruidTimeline& timeline() const { return timeline_; }
    /// All firings, one a line.
    std::string told() const;

  private:
    void forget_what_was_not_there();
    void step(milliseconds now);
    void hear_all(milliseconds now);
    bool suspicious(const std::string& node, milliseconds now) const;
    bool quorum() const;
    void settle_claims();
    void judge(milliseconds now);
    void note(const alerting::Alert& alert, milliseconds now);

    DruidTimeline timeline_;
    std::string balancer_;
    Rounds rounds_;
    Backstage backstage_;
    Scene scene_;
    alerting::Lifecycle lifecycle_;
    std::map<std::string, std::string> last_said_;     ///< by target
    std::map<std::string, milliseconds> last_change_;  ///< by tier
    std::set<std::string> pending_;                    ///< tiers
    std::vector<Firing> firings_;
    Names ever_violated_;
};

/// From the last proof of the old leader to the first of the new one.
milliseconds gap_of(const cluster::Failover& failover);

/// With the usual settings, each once.
const DruidReplay& replayed(const std::string& name);

/// Every capture there is.
Names captured_timelines();

}  // namespace druidwatch::test
