#pragma once

#include "cli/options.hpp"
#include "cli/startup.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::cli {

/// One round of every question, and a little longer while something is unclear.
watch::SnapshotPtr look_once(const Startup& startup, const Options& options);

}  // namespace druidwatch::cli
