#pragma once

#include <expected>
#include <string>

namespace druidwatch::history {

/// Why the database did not do what it should.
struct Trouble {
    enum class Kind {
        full,     ///< no room left on its disk
        corrupt,  ///< it is no database, or a damaged one
        in_use,   ///< another druidwatch keeps its history there
        moved,    ///< its file is no longer where it was
        newer,    ///< a later version wrote it
        other,    ///< broken, read-only, locked: in the words of who said it
    };
    Kind kind = Kind::other;
    std::string what;  ///< "/var/lib/druidwatch/druidwatch.db: database or disk is full"

    bool operator==(const Trouble&) const = default;
};

template <class T>
using Stored = std::expected<T, Trouble>;

}  // namespace druidwatch::history
