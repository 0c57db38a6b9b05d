#pragma once

#include <cstdlib>
#include <regex>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace druidwatch::test {

/// One line of a captured timeline: what a member said to a word that it had not said before.
struct Spoken {
    milliseconds at;     ///< since the capture's begin
    milliseconds took;   ///< from the question to the answer
    std::string member;  ///< "n1"
    std::string word;    ///< "mntr"
    std::string said;    ///< as the capture writes it: 'imok', <TimeoutError('timed out')>, k=v ...

    milliseconds asked() const { return at - took; }
    bool says(std::string_view text) const { return said.contains(text); }
};

/// The answers in a file timeline.*.txt; every member was asked every 50 ms or faster, one word
/// after the other, and each answer that differs from the one before is a line.
inline std::vector<Spoken> timeline_of(const std::string& text) {
    static const std::regex line(R"(\S+ \+ *(\d+)\.(\d{3})s (n\d) (\w{4}):(.*)  \((\d+)ms\))");
    std::vector<Spoken> answers;
    for (std::sregex_iterator found(text.begin(), text.end(), line), end; found != end; ++found) {
        const auto& part = *found;
        answers.push_back({.at = seconds{std::stoi(part[1])} + milliseconds{std::stoi(part[2])},
                           .took = milliseconds{std::stoi(part[6])},
                           .member = part[3],
                           .word = part[4],
                           .said = part[5]});
    }
    return answers;
}

}  // namespace druidwatch::test
