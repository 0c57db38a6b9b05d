#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "alerting/lifecycle.hpp"
#include "support/scene.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::test {

/// A cluster over time, as the conductor would publish it: a scene that goes on second by second,
/// judged by the catalog, with the alerts that the lifecycle makes of it.
class Story {
  public:
    /// What happens until `at`, whole seconds after the scene's start.
    using Plot = std::function<void(Scene&, seconds at)>;

    explicit Story(Plot plot) : plot_(std::move(plot)) {}

    /// Goes on until `at`, never back.
    Story& until(seconds at);

    /// Another cluster beside it that is well all the time.
    Story& beside_a_healthy_one(const std::string& name);

    /// All the time.
    Story& in_maintenance(std::map<std::string, std::string> match);

    watch::Snapshot snapshot() const;
    Instant now() const { return scene_.instant(); }

  private:
    Plot plot_;
    Scene scene_;
    std::vector<std::string> healthy_;
    std::vector<config::Maintenance> maintenance_;
    alerting::Lifecycle lifecycle_;
    seconds told_{-1};
};

/// "healthy", "two-leaders", "quorum-lost", "unreachable", "starting", "refused" (a question),
/// "maintenance" (of the Brokers); what happens, happens at `story_breaks`. Throws
/// std::out_of_range for another name.
Story story(std::string_view name);

inline constexpr seconds story_breaks{60};

}  // namespace druidwatch::test
