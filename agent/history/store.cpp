#include "history/store.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "history/event_json.hpp"
#include "history/schema.hpp"

namespace druidwatch::history {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t free_pages_kept = 128;
constexpr std::uintmax_t scarce_below = 4 << 20;  // bytes

Trouble trouble(const std::string& where, int error) {
    return {error == ENOSPC ? Trouble::Kind::full : Trouble::Kind::other,
            fmt::format("{}: {}", where, std::system_category().message(error))};
}

Stored<void> make_folder(const std::string& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return std::unexpected(trouble(folder, error.value()));
    return {};
}

/// SQLite gives its companions, -wal and -shm, the permissions of this file.
Stored<void> make_file(const std::string& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return std::unexpected(trouble(file, errno));
    ::close(descriptor);
    return {};
}

Stored<Sqlite> open_file(const std::string& file) {
    if (const auto made = make_file(file); !made) return std::unexpected(made.error());
    auto database = Sqlite::open(file);
    if (!database) return database;
    if (const auto prepared = prepare(*database, file); !prepared) {
        return std::unexpected(prepared.error());
    }
    return database;
}

/// Where the corrupt database is now. Only the last one is kept: they take room.
Stored<std::string> move_away(const std::string& file, WallTime now) {
    std::error_code error;
    const std::string stem = file + ".corrupt-";
    for (const auto& entry : fs::directory_iterator(fs::path(file).parent_path(), error)) {
        if (entry.path().string().starts_with(stem)) fs::remove(entry.path(), error);
    }
    auto aside = stem + rfc3339(now);
    fs::rename(file, aside, error);
    if (error) return std::unexpected(trouble(file, error.value()));
    // What was not yet led back from the log into the file belongs to it.
    for (const auto* companion : {"-wal", "-shm"}) {
        fs::rename(file + companion, aside + companion, error);
    }
    return aside;
}

}  // namespace

Stored<Store> Store::open(const std::string& folder, WallTime now, bool damaged) {
    if (const auto made = make_folder(folder); !made) return std::unexpected(made.error());
    auto lock = FolderLock::take(folder);
    if (!lock) return std::unexpected(lock.error());
    const auto file = (fs::path(folder) / file_name).string();
    std::string aside;
    std::optional<Stored<Sqlite>> database;
    if (!damaged) database.emplace(open_file(file));
    if (damaged || (!*database && database->error().kind == Trouble::Kind::corrupt)) {
        auto moved = move_away(file, now);
        if (!moved) return std::unexpected(moved.error());
        aside = *std::move(moved);
        database.emplace(open_file(file));
    }
    if (!*database) return std::unexpected(database->error());
    Store store(file, *std::move(lock), **std::move(database));
    store.set_aside_ = std::move(aside);
    return store;
}

/// The last of a disk is not ours to take. And a page that is committed into the log, but finds no
/// room in the file, would keep the log from ever being overwritten.
bool Store::limit_growth() {
    std::error_code error;
    const auto space = fs::space(fs::path(file_).parent_path(), error);
    const bool scarce = !error && space.available < scarce_below;
    // Less than there are pages already means: no more than these.
    return database_.run(scarce ? "PRAGMA max_page_count = 1"
                                : "PRAGMA max_page_count = 4294967294");
}

bool Store::add(const Event& event) {
    return database_.run(
        "INSERT INTO events (at, kind, cluster, tier, detail) VALUES (?, ?, ?, ?, ?)",
        {to_microseconds(event.at), name_of(kind_of(event)), event.cluster, event.tier,
         detail_of(event)});
}

bool Store::replace(const Documents& documents) {
    bool done = database_.run("DELETE FROM alerts_now");
    for (const auto& document : documents) {
        done = done && database_.run("INSERT INTO alerts_now (document) VALUES (?)", {document});
    }
    return done;
}

bool Store::note(const std::optional<Run>& run) {
    if (!database_.run("DELETE FROM run")) return false;
    return !run || database_.run("INSERT INTO run (agent, version, seen) VALUES (?, ?, ?)",
                                 {run->agent, run->version, to_microseconds(run->seen)});
}

Stored<void> Store::write(const Batch& batch, std::size_t making_room) {
    bool done = limit_growth() && database_.run("BEGIN IMMEDIATE");
    if (done && making_room > 0) {
        done = database_.run(
            "DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY at LIMIT ?)",
            {static_cast<std::int64_t>(making_room)});
    }
    for (const auto& event : batch.events) done = done && add(event);
    if (batch.documents) done = done && replace(*batch.documents);
    done = done && note(batch.run) && database_.run("COMMIT");
    if (done) return {};
    const auto trouble = database_.trouble();
    database_.run("ROLLBACK");  // SQLite may have done so itself, then it says that there is none
    return std::unexpected(trouble);
}

Stored<Documents> Store::documents() {
    Documents found;
    if (!database_.rows("SELECT document FROM alerts_now ORDER BY rowid", {},
                        [&](const Row& row) { found.emplace_back(row.text(0)); })) {
        return std::unexpected(database_.trouble());
    }
    return found;
}

Stored<std::optional<Run>> Store::cut_off() {
    std::optional<Run> run;
    if (!database_.rows("SELECT agent, version, seen FROM run", {}, [&](const Row& row) {
            run = Run{std::string(row.text(0)), std::string(row.text(1)),
                      from_microseconds(row.number(2))};
        })) {
        return std::unexpected(database_.trouble());
    }
    return run;
}

Stored<std::size_t> Store::forget_before(WallTime limit, std::size_t at_most) {
    if (!database_.run("DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? ORDER "
                       "BY at LIMIT ?)",
                       {to_microseconds(limit), static_cast<std::int64_t>(at_most)})) {
        return std::unexpected(database_.trouble());
    }
    const auto deleted = static_cast<std::size_t>(database_.changed());
    // Some free pages stay, as room to write in on a full disk.
    std::int64_t free = 0;
    const bool shortened = database_.rows("PRAGMA freelist_count", {}, [&](const Row& row) {
        free = row.number(0);
    }) && (free <= free_pages_kept || database_.run("PRAGMA incremental_vacuum(64)"));
    if (!shortened) return std::unexpected(database_.trouble());
    return deleted;
}

Stored<void> Store::still_there() {
    if (!database_.moved()) return {};
    return std::unexpected(
        Trouble{Trouble::Kind::moved, fmt::format("{} was removed or replaced", file_)});
}

}  // namespace druidwatch::history
