#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "history/event.hpp"
#include "history/folder_lock.hpp"
#include "history/found.hpp"
#include "history/sqlite.hpp"

namespace druidwatch::history {

/// The agent that writes, and when it was last known to run.
struct Run {
    std::string agent;
    std::string version;
    WallTime seen;

    bool operator==(const Run&) const = default;
};

/// What is written at once: all of it or nothing.
struct Batch {
    std::span<const Event> events{};
    const Documents* documents = nullptr;  ///< the whole set; nullptr leaves the one that is there
    std::optional<Run> run{};              ///< still running; nothing: it stops in order
};

/// The database of one folder. Blocks as long as its disk does.
class Store {
  public:
    static constexpr auto file_name = "druidwatch.db";

    /// Creates folder and database where there are none, readable for its owner only. A corrupt
    /// one, or one that is known to be `damaged`, is set aside, and `set_aside` then tells where it
    /// is.
    static Stored<Store> open(const std::string& folder, WallTime now, bool damaged = false);

    const std::string& set_aside() const { return set_aside_; }

    /// `making_room` drops so many of the oldest events first, in the same transaction: on a full
    /// disk there may be room for that.
    Stored<void> write(const Batch& batch, std::size_t making_room = 0);

    Stored<Documents> documents();
    Stored<Found> find(const Query& query);

    /// The run before, if it did not stop in order.
    Stored<std::optional<Run>> cut_off();

    /// Deletes at most `at_most` of the events before `limit`, and gives some of the room back. How
    /// many it deleted.
    Stored<std::size_t> forget_before(WallTime limit, std::size_t at_most);

    /// Whether the file is still where it was: SQLite itself goes on writing into one that is gone.
    Stored<void> still_there();

  private:
    Store(std::string file, FolderLock lock, Sqlite database)
        : file_(std::move(file)), lock_(std::move(lock)), database_(std::move(database)) {}

    bool limit_growth();
    bool add(const Event& event);
    bool replace(const Documents& documents);
    bool note(const std::optional<Run>& run);

    std::string file_;
    std::string set_aside_;
    FolderLock lock_;
    Sqlite database_;
};

}  // namespace druidwatch::history
