#include "history/sqlite.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sqlite3.h>

namespace druidwatch::history {
namespace {

/// A server that holds the file for a moment, as an operator's sqlite3 does, is waited for.
constexpr int busy_timeout_ms = 500;

Trouble::Kind kind_of(int code, int system_error) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return Trouble::Kind::full;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Trouble::Kind::corrupt;
        case SQLITE_IOERR:
            // Where the file that holds the index of the log can't grow.
            return system_error == ENOSPC || code == SQLITE_IOERR_SHMSIZE ? Trouble::Kind::full
                                                                          : Trouble::Kind::other;
        default:
            return Trouble::Kind::other;
    }
}

Trouble trouble_of(sqlite3* database, const std::string& file) {
    const int code = sqlite3_extended_errcode(database);
    const int system_error = sqlite3_system_errno(database);
    const bool by_system = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
    const auto why = by_system && system_error != 0
                         ? fmt::format("{} ({})", sqlite3_errmsg(database),
                                       std::system_category().message(system_error))
                         : std::string(sqlite3_errmsg(database));
    return {kind_of(code, system_error), fmt::format("{}: {}", file, why)};
}

}  // namespace

std::int64_t Row::number(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view Row::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes ? std::string_view(bytes, size) : std::string_view{};
}

int Value::bind(sqlite3_stmt* statement, int position) const {
    if (!is_text_) return sqlite3_bind_int64(statement, position, number_);
    return sqlite3_bind_text64(statement, position, text_.data(), text_.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
}

void Sqlite::Closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }

void Sqlite::Finalizer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Stored<Sqlite> Sqlite::open(const std::string& file) {
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Sqlite opened(file, database);
    if (!database) return std::unexpected(Trouble{Trouble::Kind::other, file + ": no memory"});
    if (code != SQLITE_OK) return std::unexpected(trouble_of(database, file));
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, busy_timeout_ms);
    // The log stays when the database is closed: on a full disk there is no room for a new one.
    int keep_log = 1;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &keep_log);
    return opened;
}

bool Sqlite::failed() {
    trouble_ = trouble_of(database_.get(), file_);
    return false;
}

sqlite3_stmt* Sqlite::prepared(const char* sql) {
    auto& kept = statements_[sql];
    if (kept) return kept.get();
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT,
                                        &statement, nullptr);
    if (code != SQLITE_OK) failed();
    kept.reset(statement);
    return statement;
}

bool Sqlite::run_all(const std::string& sql) {
    return sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK ||
           failed();
}

bool Sqlite::run(const char* sql, std::initializer_list<Value> values) {
    return rows(sql, values, [](const Row&) {});
}

bool Sqlite::rows(const char* sql, std::initializer_list<Value> values,
                  const std::function<void(const Row&)>& each) {
    auto* statement = prepared(sql);
    if (!statement) return false;
    int position = 0;
    for (const auto& value : values) {
        if (value.bind(statement, ++position) != SQLITE_OK) return failed();
    }
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) each(Row(statement));
    const bool done = code == SQLITE_DONE || failed();
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

std::int64_t Sqlite::changed() const { return sqlite3_changes64(database_.get()); }

bool Sqlite::moved() const {
    int away = 0;
    sqlite3_file_control(database_.get(), "main", SQLITE_FCNTL_HAS_MOVED, &away);
    return away != 0;
}

}  // namespace druidwatch::history
