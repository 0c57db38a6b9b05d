#pragma once

#include <random>
#include <string>
#include <vector>

namespace druidwatch::probes {

/// Hands `parse` 10,000 answers that no server would give: noise, and real ones that were cut,
/// flipped, doubled or spliced. All that is asked of it is to return. The seed is fixed.
template <class Parse>
void survive_mutations(const std::vector<std::string>& seeds, Parse parse) {
    std::mt19937 random(20261124);
    const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
    for (int round = 0; round < 10'000; ++round) {
        std::string answer = seeds[below(seeds.size())];
        switch (round % 5) {
            case 0:
                answer.assign(below(200), '\0');
                for (auto& byte : answer) byte = static_cast<char>(random());
                break;
            case 1:
                answer.resize(below(answer.size() + 1));
                break;
            case 2:
                for (auto flips = below(8) + 1; flips > 0 && !answer.empty(); --flips) {
                    answer[below(answer.size())] = static_cast<char>(random());
                }
                break;
            case 3: {
                const auto from = below(answer.size());
                answer.insert(below(answer.size()), answer.substr(from, below(300)));
                break;
            }
            default: {
                const auto& other = seeds[below(seeds.size())];
                answer = answer.substr(0, below(answer.size() + 1)) +
                         other.substr(below(other.size() + 1));
            }
        }
        parse(answer);
    }
}

/// Hands `parse` what comes of `answer` when its connection ends too early, at every byte; what
/// misses only white space is the whole.
template <class Parse>
void for_every_truncation(std::string answer, Parse parse) {
    while (!answer.empty() && (answer.back() == '\n' || answer.back() == ' ')) answer.pop_back();
    while (!answer.empty()) {
        answer.pop_back();
        parse(answer);
    }
}

}  // namespace druidwatch::probes
