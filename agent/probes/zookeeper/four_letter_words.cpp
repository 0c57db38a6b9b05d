#include "probes/zookeeper/four_letter_words.hpp"

#include <fmt/format.h>

#include "probes/answer_text.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

constexpr std::string_view not_serving =
    "This ZooKeeper instance is not currently serving requests";
constexpr std::string_view not_whitelisted = " is not executed because it is not in the whitelist.";

}  // namespace

Result<Serving> classify(std::string_view word, std::string_view answer) {
    if (answer.empty()) {
        return std::unexpected(Failure{Reason::closed, {}, {}, "closed without an answer"});
    }
    if (answer.starts_with(not_serving)) return Serving::no;
    if (answer.starts_with(word) && answer.substr(word.size()).starts_with(not_whitelisted)) {
        return std::unexpected(
            Failure{Reason::not_allowed,
                    std::string(word),
                    {},
                    fmt::format("not whitelisted: add {} to 4lw.commands.whitelist", word)});
    }
    return Serving::yes;
}

Result<bool> parse_ruok(std::string_view answer) {
    const auto serving = classify("ruok", answer);
    if (!serving) return std::unexpected(serving.error());
    if (trimmed(answer) != "imok") return std::unexpected(unreadable(answer));
    return true;
}

std::string_view version_number(std::string_view version) {
    constexpr std::size_t longest = 15;  // no release has more: "3.10.12"
    const auto number = version.substr(0, version.find_first_not_of("0123456789."));
    const auto dots = std::ranges::count(number, '.');
    const bool three_numbers =
        dots == 2 && !number.starts_with('.') && !number.ends_with('.') && !number.contains("..");
    return three_numbers && number.size() <= longest ? number : std::string_view{};
}

}  // namespace druidwatch::probes::zookeeper
