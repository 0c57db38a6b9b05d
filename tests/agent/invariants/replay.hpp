#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>

#include "judged.hpp"
#include "support/timeline.hpp"

namespace druidwatch::test {

inline const std::filesystem::path captures =
    std::filesystem::path(DRUIDWATCH_FIXTURES) / "zookeeper";

inline std::string text_of(const std::string& capture) {
    std::ifstream file(captures / capture);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string in_seconds(milliseconds at) {
    return fmt::format("{:.1f} s", static_cast<double>(at.count()) / 1000);
}

inline std::optional<Reason> failure_in(const Spoken& spoken) {
    if (spoken.says("ConnectionRefusedError")) return Reason::refused;
    if (spoken.says("ConnectionResetError")) return Reason::reset;
    if (spoken.says("TimeoutError")) return Reason::timed_out;
    if (spoken.said == "''") return Reason::closed;
    return {};
}

inline std::optional<int> count_in(const std::string& said, const std::string& key) {
    std::smatch found;
    if (!std::regex_search(said, found, std::regex(" " + key + R"(=(\d+))"))) return {};
    return std::stoi(found[1]);
}

inline cluster::ServerState state_in(const Spoken& spoken) {
    cluster::ServerState state;
    for (const auto mode : {cluster::ServerMode::leader, cluster::ServerMode::follower,
                            cluster::ServerMode::read_only}) {
        if (spoken.says(fmt::format("server_state={} ", name_of(mode)))) state.mode = mode;
    }
    state.quorum_size = count_in(spoken.said, "quorum_size");
    state.synced_followers = count_in(spoken.said, "synced_followers");
    return state;
}

/// How a verdict went over a capture: "holds, 2.0 s violated".
struct Course {
    std::string told;
    bool ever_violated = false;
    bool fired = false;  ///< it was violated for as long as its hold
    milliseconds began{0};

    void note(invariants::State state, milliseconds now, milliseconds hold) {
        if (const auto word = std::string(name_of(state)); !told.ends_with(word)) {
            told += told.empty() ? word : fmt::format(", {} {}", in_seconds(now), word);
            began = now;
        }
        ever_violated |= state == invariants::State::violated;
        fired |= state == invariants::State::violated && now - began >= hold;
    }
};

using Names = std::set<std::string>;

/// A capture as an agent hears it that asks every member `ruok` and `mntr` each half second; one
/// member may be asked less often.
class Replay {
  public:
    static constexpr milliseconds step{500};

    explicit Replay(const std::string& name, std::string rare = {}, milliseconds phase = 0ms)
        : spoken_(timeline_of(text_of("timeline." + name + ".txt"))),
          rare_(std::move(rare)),
          phase_(phase) {
        REQUIRE(!spoken_.empty());
        for (const auto* member : {"zk1", "zk2", "zk3"})
            scene_.says_membership(member, membership_of(member[2] - '0', 3));
        const auto last = spoken_.back().at + step;
        for (auto now = step; now <= last; now += step) {
            hear(now);
            judge(now);
        }
    }

    const std::string& course(const std::string& name) const { return courses_.at(name).told; }
    Names ever_violated() const { return names_where(&Course::ever_violated); }
    Names fired() const { return names_where(&Course::fired); }
    /// How many members said at once that they lead.
    int most_leaders() const { return most_leaders_; }

  private:
    Names names_where(bool Course::* is) const {
        Names names;
        for (const auto& [name, course] : courses_) {
            if (course.*is) names.insert(name);
        }
        return names;
    }

    /// While one question hangs the next is not asked: nothing was heard of that member then.
    bool hangs(const std::string& member, milliseconds now) const {
        return std::ranges::any_of(spoken_, [&](const Spoken& spoken) {
            return spoken.member == member && spoken.asked() < now && now < spoken.at;
        });
    }

    void hear(milliseconds now) {
        scene_.at(now);
        std::map<std::pair<std::string, std::string>, const Spoken*> newest;
        for (const auto& spoken : spoken_) {
            if (spoken.at <= now) newest[{spoken.member, spoken.word}] = &spoken;
        }
        for (const auto& [question, spoken] : newest) {
            const bool waits = spoken->member == rare_ && (now - phase_) % 10s != 0ms;
            if (!waits && !hangs(spoken->member, now)) say(*spoken);
        }
    }

    void say(const Spoken& spoken) {
        const auto member = "zk" + spoken.member.substr(1);
        const auto failure = failure_in(spoken);
        if (spoken.word == "ruok") {
            failure ? scene_.fails_ruok(member, *failure) : scene_.says_imok(member);
        }
        if (spoken.word == "mntr") {
            failure ? scene_.fails_state(member, *failure)
                    : scene_.says_state(member, state_in(spoken));
        }
    }

    void judge(milliseconds now) {
        for (const auto& row : invariants::catalog()) {
            if (row.id.tier != "zookeeper") continue;
            for (const auto& verdict : row.evaluate(scene_.view(), scene_.now())) {
                auto name = std::string(row.id.name);
                if (!verdict.node.empty()) name += " " + verdict.node.substr(0, 3);
                courses_[name].note(verdict.state, now, verdict.hold.value_or(row.hold));
            }
        }
        const auto leads = [&](const cluster::ZooKeeperMember& member) {
            const auto* state = member.state.current(scene_.now());
            return state && state->mode == cluster::ServerMode::leader;
        };
        const auto leaders = std::ranges::count_if(scene_.view().zookeeper->members, leads);
        most_leaders_ = std::max(most_leaders_, static_cast<int>(leaders));
    }

    std::vector<Spoken> spoken_;
    std::string rare_;
    milliseconds phase_;
    Scene scene_;
    std::map<std::string, Course> courses_;
    int most_leaders_ = 0;
};

}  // namespace druidwatch::test
