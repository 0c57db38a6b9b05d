#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/endpoint.hpp"
#include "config/values.hpp"

namespace druidwatch::cli::discovering {

/// Members of a ZooKeeper ensemble, as Druid names them: "zk1:2181,zk2:2181/chroot".
struct Ensemble {
    std::vector<Endpoint> members;  ///< not empty
    std::string chroot;             ///< "" or "/chroot"

    bool operator==(const Ensemble&) const = default;
};

/// A process of Druid: http://host:port, without a slash at its end.
struct Process {
    std::string url;

    bool operator==(const Process&) const = default;
};

using Address = std::variant<Ensemble, Process>;

/// Port 2181 where none is written. Nothing for what names no member.
std::optional<Ensemble> parse_ensemble(std::string_view text);

/// Where `discover` begins: a URL is a process of Druid, all else is ZooKeeper.
config::Parsed<Address> parse_address(std::string_view text);

}  // namespace druidwatch::cli::discovering
