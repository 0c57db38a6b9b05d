#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "config/config.hpp"
#include "history/found.hpp"
#include "history/status.hpp"
#include "net/log.hpp"

namespace druidwatch::history {

struct ArchiveSettings {
    std::optional<config::Storage> storage;  ///< none: only the memory of the last day
    std::string agent;
    std::string version;
};

/// What happened, kept in SQLite by a thread of its own: nobody who records waits for a disk, and a
/// disk that is full or broken stops history only. It is tried again, and the log says so once.
/// May be used from any thread.
class Archive {
  public:
    /// Opens the database, waiting for a slow disk no longer than `patience`, and records that the
    /// agent has started.
    explicit Archive(ArchiveSettings settings, Clock clock = system_now, net::Log log = {});
    /// Records that the agent has stopped, and waits for the disk no longer than `patience`.
    ~Archive();
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;

    static constexpr milliseconds patience = 3s;

    /// The newest set that was remembered before this run; empty where none could be read.
    const Documents& remembered() const;

    void record(std::vector<Event> events);

    /// Replaces the set, whole or not at all, also when the process is killed meanwhile.
    void remember(Documents documents);

    /// Nothing where no storage is configured.
    std::optional<HistoryStatus> status() const;

    /// Blocks for `patience` at most; then memory answers. Not for the loop's thread, nor for one
    /// that serves clients.
    Found find(const Query& query) const;

  private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
    std::thread thread_;
    std::future<void> ended_;
    Documents remembered_;
};

}  // namespace druidwatch::history
