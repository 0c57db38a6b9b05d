#pragma once

#include "history/sqlite.hpp"

namespace druidwatch::history {

/// Settles how the database is kept, and brings its tables up to what this version needs.
Stored<void> prepare(Sqlite& database, const std::string& file);

}  // namespace druidwatch::history
