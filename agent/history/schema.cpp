#include "history/schema.hpp"

#include <array>

#include <fmt/format.h>

namespace druidwatch::history {
namespace {

/// Each leads to the version that is its place in this list, counted from 1. What was released is
/// never changed, only followed by another.
constexpr std::array migrations{
    R"(
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,      -- microseconds since 1970, UTC
        kind TEXT NOT NULL,
        cluster TEXT NOT NULL,    -- '' for what the agent itself did
        tier TEXT NOT NULL,
        detail TEXT NOT NULL      -- JSON, by kind
    );
    CREATE INDEX events_at ON events (at);
    CREATE INDEX events_cluster_at ON events (cluster, at);
    CREATE INDEX events_kind_at ON events (kind, at);
    CREATE TABLE alerts_now (document TEXT NOT NULL);
    CREATE TABLE run (            -- the agent that writes here; no row once it stopped in order
        agent TEXT NOT NULL,
        version TEXT NOT NULL,
        seen INTEGER NOT NULL     -- when it was last known to run
    );
    )",
};

/// The pages of deleted rows can be given back. Each commit is led from the log (WAL) into the file
/// at once: writing is seldom, and what has its place already needs no room later.
constexpr auto habits = R"(
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA wal_autocheckpoint = 1;
)";

/// A log that was long once is overwritten from its beginning and never shortened: on a full disk
/// that is the room to delete in, and so to write.
constexpr auto reserve = R"(
    CREATE TABLE room (bytes);
    INSERT INTO room VALUES (zeroblob(512 * 1024));
    DROP TABLE room;
)";

}  // namespace

Stored<void> prepare(Sqlite& database, const std::string& file) {
    std::int64_t version = 0;
    const bool read =
        database.run_all(habits) &&
        database.rows("PRAGMA user_version", {}, [&](const Row& row) { version = row.number(0); });
    if (!read) return std::unexpected(database.trouble());
    if (version > static_cast<std::int64_t>(migrations.size())) {
        return std::unexpected(
            Trouble{Trouble::Kind::newer,
                    fmt::format("{}: a later druidwatch wrote it, in version {} of its tables",
                                file, version)});
    }
    for (auto next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
        if (!database.run_all(fmt::format("BEGIN IMMEDIATE; {} PRAGMA user_version = {}; COMMIT;",
                                          migrations[next], next + 1))) {
            const auto trouble = database.trouble();
            database.run_all("ROLLBACK");
            return std::unexpected(trouble);
        }
    }
    // On a disk that is full already, the history begins without.
    if (version == 0) database.run_all(reserve);
    return {};
}

}  // namespace druidwatch::history
