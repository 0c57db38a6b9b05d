#pragma once

#include <memory>
#include <vector>

#include "cli/startup.hpp"
#include "net/log.hpp"

namespace druidwatch::cli {

/// An agent that watches: all its parts, put together, and how they follow another configuration
/// when the file is read again.
class RunningAgent {
  public:
    /// Serves from now on; throws std::runtime_error that says what could not be had.
    RunningAgent(const Options& options, Startup startup, const net::Log& log);
    ~RunningAgent();
    RunningAgent(const RunningAgent&) = delete;
    RunningAgent& operator=(const RunningAgent&) = delete;

    /// Until SIGTERM or SIGINT. SIGHUP reads the configuration again.
    void run();

  private:
    class Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace druidwatch::cli
