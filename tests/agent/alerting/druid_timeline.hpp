#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "base/time.hpp"

namespace druidwatch::test {

/// An answer that differs from the one before, to a question that was asked every 100 ms.
struct Told {
    milliseconds at;    ///< since the first event
    milliseconds took;  ///< from the question to the answer
    std::string said;   ///< as the capture writes it: 200 {"leader":true}, REFUSED, TIMEOUT ...

    milliseconds asked() const { return at - took; }
    bool is_silence() const { return said == "TIMEOUT"; }
};

/// What was done to the cluster: "SIGKILL m2", "start zk2 zk3".
struct Happening {
    milliseconds at;
    std::string what;
};

/// A captured fault of a real cluster; its nodes are called as those of a Scene.
struct DruidTimeline {
    std::map<std::string, std::vector<Told>> answers;  ///< by target: "m1 coordinator isLeader"
    std::vector<Happening> happenings;
    milliseconds end{0};
    milliseconds session_timeout{6s};

    bool has(const std::string& target) const { return answers.contains(target); }
};

inline const std::filesystem::path druid_captures =
    std::filesystem::path(DRUIDWATCH_FIXTURES) / "druid";

inline std::string called_as_in_a_scene(std::string text) {
    static const std::pair<std::regex, std::string> names[] = {
        {std::regex(R"(127\.0\.0\.1:1[89]181)"), "m1:8081"},
        {std::regex(R"(127\.0\.0\.1:1[89]281)"), "m2:8081"}};
    for (const auto& [captured, name] : names) text = std::regex_replace(text, captured, name);
    return text;
}

inline DruidTimeline druid_timeline(const std::string& name) {
    static const std::regex line(
        R"( *([+-])(\d+)\.(\d{3})  (.+?)(?:  +(.+?))?(?:  \[(\d+) ms\])?)");
    static const std::regex happening("===== (?!done)([^:]*).*");
    std::ifstream file(druid_captures / ("timeline." + name + ".txt"));
    REQUIRE(file);
    DruidTimeline timeline;
    if (name.contains("-30s")) timeline.session_timeout = 30s;
    for (std::string text; std::getline(file, text);) {
        std::smatch part;
        if (!std::regex_match(text, part, line)) continue;
        const milliseconds since = seconds{std::stoi(part[2])} + milliseconds{std::stoi(part[3])};
        const auto at = part[1] == "-" ? -since : since;
        const std::string target = part[4];
        std::smatch what;
        if (target == "===== end") {
            timeline.end = at;
        } else if (std::regex_match(target, what, happening)) {
            timeline.happenings.push_back({at, what[1]});
        } else if (part[5].matched) {
            const milliseconds took{part[6].matched ? std::stoi(part[6]) : 0};
            timeline.answers[target].push_back({at, took, called_as_in_a_scene(part[5])});
        }
    }
    REQUIRE(timeline.end > 0s);
    return timeline;
}

}  // namespace druidwatch::test
