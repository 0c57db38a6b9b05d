#include "cluster/gtid_set.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace druidwatch::cluster {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The text before the first `mark`, which `rest` loses together with the mark.
std::string_view take_until(std::string_view& rest, char mark) {
    const auto at = rest.find(mark);
    const auto taken = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return trimmed(taken);
}

/// At most what MySQL counts up to, 2^63 - 1.
template <class Number = std::uint64_t>
std::optional<Number> number(std::string_view text) {
    Number value = 0;
    text = trimmed(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
    return value;
}

/// MySQL 8.3: a tag stands before the intervals that it is of, and begins with a letter.
bool is_tag(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !text.empty() && (letter(text.front()) || text.front() == '_');
}

bool is_uuid(std::string_view text) {
    constexpr std::string_view hex_and_dash = "0123456789abcdefABCDEF-";
    return text.size() == 36 && text.find_first_not_of(hex_and_dash) == std::string_view::npos;
}

std::string lower(std::string_view text) {
    std::string copy(text);
    for (auto& letter : copy) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return copy;
}

}  // namespace

std::optional<GtidSet> GtidSet::parse(std::string_view text) {
    GtidSet set;
    for (auto rest = trimmed(text); !rest.empty();) {
        auto source = take_until(rest, ',');
        const auto uuid = take_until(source, ':');
        if (!is_uuid(uuid) || source.empty()) return {};
        auto name = lower(uuid);
        while (!source.empty()) {
            const auto part = take_until(source, ':');
            if (is_tag(part)) {
                name = lower(uuid) + ":" + lower(part);
                continue;
            }
            const auto dash = part.find('-');
            const auto first = number(part.substr(0, dash));
            const auto last =
                dash == std::string_view::npos ? first : number(part.substr(dash + 1));
            if (!first || !last || *first == 0 || *last < *first) return {};
            set.sources_[name].push_back({*first, *last});
        }
    }
    for (auto& [name, intervals] : set.sources_) intervals = merged(std::move(intervals));
    return set;
}

GtidSet::Intervals GtidSet::merged(Intervals intervals) {
    std::ranges::sort(intervals);
    Intervals apart;
    for (const auto& interval : intervals) {
        if (!apart.empty() && interval.first <= apart.back().last + 1) {
            apart.back().last = std::max(apart.back().last, interval.last);
        } else {
            apart.push_back(interval);
        }
    }
    return apart;
}

GtidSet::Intervals GtidSet::difference(const Intervals& from, const Intervals& taken) {
    Intervals left;
    auto next = taken.begin();
    for (auto interval : from) {
        while (next != taken.end() && next->last < interval.first) ++next;
        bool any = true;
        for (auto other = next; other != taken.end() && other->first <= interval.last; ++other) {
            if (other->first > interval.first) {
                left.push_back({interval.first, other->first - 1});
            }
            any = other->last < interval.last;
            if (!any) break;
            interval.first = other->last + 1;
        }
        if (any) left.push_back(interval);
    }
    return left;
}

std::uint64_t GtidSet::size() const {
    std::uint64_t total = 0;
    for (const auto& [name, intervals] : sources_) {
        for (const auto& interval : intervals) total += interval.last - interval.first + 1;
    }
    return total;
}

GtidSet GtidSet::minus(const GtidSet& other) const {
    GtidSet left;
    for (const auto& [name, intervals] : sources_) {
        const auto taken = other.sources_.find(name);
        auto rest =
            taken == other.sources_.end() ? intervals : difference(intervals, taken->second);
        if (!rest.empty()) left.sources_.emplace(name, std::move(rest));
    }
    return left;
}

GtidSet GtidSet::without(std::string_view source) const {
    GtidSet left = *this;
    std::erase_if(left.sources_, [name = lower(source)](const auto& entry) {
        return entry.first == name || entry.first.starts_with(name + ":");
    });
    return left;
}

std::string GtidSet::to_string() const {
    std::string text;
    for (const auto& [name, intervals] : sources_) {
        if (!text.empty()) text += ",";
        text += name;
        for (const auto& interval : intervals) {
            text += ":" + std::to_string(interval.first);
            if (interval.last > interval.first) text += "-" + std::to_string(interval.last);
        }
    }
    return text;
}

std::optional<GtidPosition> GtidPosition::parse(std::string_view text) {
    GtidPosition position;
    for (auto rest = trimmed(text); !rest.empty();) {
        auto entry = take_until(rest, ',');
        const auto domain = number<std::uint32_t>(take_until(entry, '-'));
        const auto server = number<std::uint32_t>(take_until(entry, '-'));
        const auto sequence = number(entry);
        if (!domain || !server || !sequence) return {};
        position.domains_[*domain] = {*server, *sequence};
    }
    return position;
}

std::uint64_t GtidPosition::missing_of(const GtidPosition& other) const {
    std::uint64_t missing = 0;
    for (const auto& [domain, last] : other.domains_) {
        const auto mine = domains_.find(domain);
        const auto reached = mine == domains_.end() ? 0 : mine->second.sequence;
        if (last.sequence > reached) missing += last.sequence - reached;
    }
    return missing;
}

std::uint64_t GtidPosition::total() const {
    std::uint64_t total = 0;
    for (const auto& [domain, last] : domains_) total += last.sequence;
    return total;
}

}  // namespace druidwatch::cluster
