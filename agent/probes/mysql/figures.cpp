#include "probes/mysql/figures.hpp"

#include "probes/answer_text.hpp"

namespace druidwatch::probes::mysql {
namespace {

std::string lower(std::string_view name) {
    std::string text(name);
    for (auto& letter : text) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return text;
}

}  // namespace

Figures::Figures(const net::Rows& rows) {
    if (!rows.has("Variable_name")) {
        for (const auto& column : rows.columns) {
            if (const auto value = rows.at(0, column)) values_[lower(column)] = *value;
        }
        return;
    }
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto name = rows.at(row, "Variable_name");
        const auto value = rows.at(row, "Value");
        if (name && value) values_[lower(*name)] = *value;
    }
}

std::string_view Figures::text(const std::string& name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::string_view{} : found->second;
}

bool Figures::is_on(const std::string& name) const {
    const auto value = text(name);
    return value == "ON" || value == "1";
}

std::optional<int> Figures::number(const std::string& name) const {
    return to_integer<int>(text(name));
}

bool Figures::is_in_galera() const {
    const auto provider = text("wsrep_provider");
    return is_on("wsrep_on") && !provider.empty() && provider != "none";
}

bool Figures::is_semi_synchronous() const {
    return is_on("rpl_semi_sync_source_enabled") || is_on("rpl_semi_sync_master_enabled");
}

}  // namespace druidwatch::probes::mysql
