#pragma once

#include "cli/discover/found.hpp"

namespace druidwatch::cli::discovering {

/// Whom to watch as the ensemble, and who says so.
struct Members {
    std::vector<Endpoint> endpoints;  ///< empty where nobody tells any
    std::string source;
    std::size_t voters = 0;  ///< as ZooKeeper counts them; 0 where it does not tell
};

/// By ZooKeeper's own word where it names the client address of each, else as Druid's masters call
/// them; else those that were asked.
Members members_of(const Found& found);

/// A host as another machine reaches it: "localhost" in the words of `teller` (host:port) is the
/// teller's host.
Endpoint as_seen_from_here(Endpoint told, const std::string& teller);

}  // namespace druidwatch::cli::discovering
