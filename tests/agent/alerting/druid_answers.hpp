#pragma once

#include <set>

#include "druid_rounds.hpp"
#include "support/scene.hpp"

namespace druidwatch::test {

/// What the agent's probes would make of an answer, of now in the scene.
void hear(Scene& scene, const Heard& heard);

/// Nobody asked ZooKeeper's members and the databases while Druid's timelines were captured. What
/// was done to them is known, and the facts tell what they say then.
class Backstage {
  public:
    explicit Backstage(const DruidTimeline& timeline);

    /// All that is asked of ZooKeeper and the databases, once.
    void say(Scene& scene, milliseconds now) const;
    /// The latches as they were read last; nothing where they are as they were at `before`.
    void show_latches(Scene& scene, milliseconds before, milliseconds now) const;

  private:
    struct Outage {
        std::string node;
        milliseconds from;
        milliseconds to;  ///< the end of the timeline where it is not undone

        bool contains(milliseconds at) const { return from <= at && at < to; }
    };

    void note(const Happening& happening);
    void end(const std::string& node, milliseconds at);
    milliseconds latch_readable_after(milliseconds at) const;
    bool is_out(const std::string& node, milliseconds now) const;
    bool demoted(milliseconds now) const;
    std::set<std::string> announced(milliseconds now) const;
    void say_ensemble(Scene& scene, milliseconds now) const;
    void say_databases(Scene& scene, milliseconds now) const;

    const DruidTimeline& timeline_;
    std::vector<Outage> outages_;
    Outage no_quorum_{};
    Outage demotion_{};
};

}  // namespace druidwatch::test
