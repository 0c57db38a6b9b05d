#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "net/rows.hpp"

namespace druidwatch::probes::mysql {

/// Variables or figures by their names in lower case: of a SHOW, one row each; of a SELECT, one
/// column each.
class Figures {
  public:
    Figures() = default;
    explicit Figures(const net::Rows& rows);

    /// Empty where there is none.
    std::string_view text(const std::string& name) const;
    /// ON or 1.
    bool is_on(const std::string& name) const;
    std::optional<int> number(const std::string& name) const;

    bool is_in_group() const { return !text("group_replication_group_name").empty(); }
    /// Plain MariaDB has all of Galera's figures, too.
    bool is_in_galera() const;
    bool is_semi_synchronous() const;

  private:
    std::map<std::string, std::string> values_;
};

}  // namespace druidwatch::probes::mysql
