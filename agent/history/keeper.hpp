#pragma once

#include <optional>

#include "config/config.hpp"
#include "history/backlog.hpp"
#include "history/status.hpp"
#include "history/store.hpp"
#include "net/log.hpp"

namespace druidwatch::history {

/// Keeps the history in its database, in whatever state that is: opens it, again if need be, makes
/// room, forgets what is too old, and says once what is wrong and when it is over. Of one thread.
class Keeper {
  public:
    /// Of `run`, the time is the moment of each writing.
    Keeper(config::Storage storage, Run run, net::Log log);

    /// What was remembered before this run; nothing where that can't be read.
    std::optional<Documents> recall(WallTime now);

    /// False when it could not be written now; the database is as it was then.
    bool write(const Backlog::Part& part, WallTime now);
    /// As write, and the run ends here, in order.
    bool write_last(const Backlog::Part& part, WallTime now);

    /// Shows that the agent still runs and deletes what is too old. True where there is more to
    /// delete at once.
    bool tidy(WallTime now);

    std::optional<Found> find(const Query& query, WallTime now);

    /// Without what a backlog drops.
    const HistoryStatus& status() const { return status_; }

    /// How many events are deleted in one go: a few milliseconds of a slow disk.
    static constexpr std::size_t forgotten_at_once = 500;

  private:
    bool open(WallTime now);
    bool put(const Backlog::Part& part, std::optional<Run> run, WallTime now);
    bool fail(const Trouble& trouble, WallTime now);
    void succeed(WallTime now);

    config::Storage storage_;
    Run run_;
    net::Log log_;
    std::optional<Store> store_;
    std::optional<Event> cut_off_;  ///< the end of the run before, until it is written
    std::optional<Documents> documents_;
    bool documents_unsaved_ = false;
    bool begun_ = false;    ///< what the database says of a run is of this one
    bool damaged_ = false;  ///< it opens, and yet is corrupt
    bool told_ = false;     ///< the log has said how it stands
    HistoryStatus status_;
};

}  // namespace druidwatch::history
