#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "druid_timeline.hpp"
#include "probes/restraint.hpp"

namespace druidwatch::test {

/// One answer as the agent would have heard it.
struct Heard {
    std::string target;
    milliseconds asked;
    milliseconds answered;
    std::string said;

    std::string node() const { return target.substr(0, target.find(' ')); }
    std::string question() const { return target.substr(target.find(' ') + 1); }
};

/// Asks the nodes of a timeline in the agent's own rhythm, and finds out of the timeline what they
/// would have answered, and when.
class Rounds {
  public:
    static constexpr milliseconds timeout{2s};
    /// Where on the grid of its interval each question is asked.
    explicit Rounds(const DruidTimeline& timeline, milliseconds phase);

    /// What is answered by now. `suspicious`: of a node; `quorum`: whether ZooKeeper is known to
    /// have one.
    std::vector<Heard> step(milliseconds now,
                            const std::function<bool(const std::string&)>& suspicious, bool quorum);

    /// The questions of a node are asked now, whenever they were last; the slow ones or the others.
    void poke(const std::string& node, bool slow);

  private:
    struct Answer {
        milliseconds at;
        milliseconds settled;  ///< when the node's own thread is free again
        std::string said;
    };
    struct Question {
        const std::vector<Told>* told;
        config::Pace pace;
        bool slow = false;
        std::optional<milliseconds> asked{};  ///< the last time
        std::optional<Answer> answer{};       ///< that is under way
        bool poked = true;
        bool was_silent = false;
    };

    void add(const std::string& target, config::Pace pace, bool slow = false);
    bool is_due(const Question& question, milliseconds now, bool suspicious) const;
    void ask(const std::string& node, Question& question, milliseconds now);
    void connections_that_ended(milliseconds now);
    static std::optional<Answer> answer_to(const std::vector<Told>& told, milliseconds asked);
    /// Of two requests in a row through a balancer the second goes to another Broker. Who captured
    /// it waited for the first before the second, the agent does not hit on the same moments.
    static std::optional<Answer> answer_of_another(const std::vector<Told>& told,
                                                   milliseconds asked);

    const DruidTimeline& timeline_;
    milliseconds phase_;
    std::map<std::string, Question> questions_;
    std::map<std::string, probes::Restraint> restraints_;
    std::map<std::string, milliseconds> settled_;  ///< by node, of the slow question in flight
    milliseconds last_step_;
};

}  // namespace druidwatch::test
