#pragma once

#include "cli/discover/address.hpp"
#include "cli/discover/found.hpp"

namespace druidwatch::cli::discovering {

/// Asks there, and whoever is named there, on a loop of its own; the calling thread waits, half a
/// minute at most. What could not be found out is a gap in what is returned.
Found search(const Address& address, std::string begun_with);

}  // namespace druidwatch::cli::discovering
