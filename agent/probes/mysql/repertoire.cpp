#include "probes/mysql/repertoire.hpp"

#include <algorithm>
#include <array>

namespace druidwatch::probes::mysql {

std::vector<Part> Repertoire::wanted(Monotonic now) const {
    std::vector<Part> parts;
    for (const auto part : all_parts) {
        if (is_of_use(part) && !is_left_out(part, now)) parts.push_back(part);
    }
    return parts;
}

bool Repertoire::is_of_use(Part part) const {
    if (part == Part::status) return has_figures_;
    if (part == Part::group && !in_group_) return false;
    return !statement_of(dialect_, part, {}).empty();
}

bool Repertoire::is_left_out(Part part, Monotonic now) const {
    const auto out = left_out_.find(part);
    return out != left_out_.end() && now - out->second.since < retry_after;
}

void Repertoire::learn(const Figures& settings) {
    in_group_ = settings.is_in_group();
    has_figures_ = in_group_ || settings.is_in_galera() || settings.is_semi_synchronous();
}

std::string Repertoire::refused(Part part, unsigned error, const Failure& failure,
                                std::string_view account, Monotonic now) {
    const bool denied = failure.reason == Reason::not_allowed;
    auto why = denied ? grant_for(dialect_, part, account) : failure.answer;
    if (denied || is_unknown_to_server(error)) left_out_[part] = {now, why};
    return why;
}

std::map<Part, std::string> Repertoire::left_out(Monotonic now) const {
    std::map<Part, std::string> parts;
    for (const auto& [part, out] : left_out_) {
        if (is_left_out(part, now)) parts[part] = out.why;
    }
    return parts;
}

bool is_unknown_to_server(unsigned error) {
    // Column, syntax, table in SHOW, table, variable.
    constexpr std::array<unsigned, 5> unknown{1054, 1064, 1109, 1146, 1193};
    return std::ranges::find(unknown, error) != unknown.end();
}

}  // namespace druidwatch::probes::mysql
