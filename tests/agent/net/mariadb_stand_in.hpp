#pragma once

#include <optional>
#include <string>
#include <vector>

namespace druidwatch::net::mariadb {

// The packets of MySQL's protocol that a stand-in of a server sends.

/// With the number that it has in its exchange: a greeting is 0, the answer to a statement 1.
inline std::string packet(int number, const std::string& content) {
    std::string bytes;
    for (const int shift : {0, 8, 16}) bytes += static_cast<char>(content.size() >> shift & 0xff);
    return bytes + static_cast<char>(number) + content;
}

inline std::string greeting(bool offers_tls = false,
                            const std::string& version = "10.11.19-MariaDB") {
    const std::string nul(1, '\0');
    // Protocol 4.1 with plugins and several results; by its version of MariaDB.
    const std::string low = offers_tls ? "\x0a\xae" : "\x0a\xa2";
    return packet(0, "\x0a" + version + nul + "\1\2\3\4" + "abcdefgh" + nul + low + "\x21" +
                         std::string("\2\0", 2) + std::string("\x0b\0", 2) + "\x15" +
                         std::string(10, '\0') + "ijklmnopqrst" + nul + "mysql_native_password" +
                         nul);
}

/// A statement without rows went well.
inline std::string ok(int number, bool more = false) {
    return packet(number, std::string("\0\0\0", 3) + (more ? '\x0a' : '\2') + std::string(3, '\0'));
}

inline std::string error(int number, unsigned code, const std::string& state,
                         const std::string& words) {
    return packet(
        number,
        "\xff" + std::string{static_cast<char>(code & 0xff), static_cast<char>(code >> 8 & 0xff)} +
            "#" + state + words);
}

inline std::string text(const std::string& value) {
    return static_cast<char>(value.size()) + value;
}

/// One row of columns that are named; none: NULL. `number` goes on with every packet.
inline std::string result(int number, const std::vector<std::string>& columns,
                          const std::vector<std::optional<std::string>>& row, bool more = false) {
    const auto end = [&] {
        return packet(number++,
                      std::string("\xfe\0\0", 3) + (more ? '\x0a' : '\2') + std::string(1, '\0'));
    };
    auto bytes = packet(number++, {static_cast<char>(columns.size())});
    for (const auto& name : columns) {
        bytes += packet(number++, text("def") + text("") + text("") + text("") + text(name) +
                                      text(name) + "\x0c" + std::string("\x21\0\xff\0\0\0", 6) +
                                      "\xfd" + std::string(5, '\0'));
    }
    bytes += end();
    std::string cells;
    for (const auto& cell : row) cells += cell ? text(*cell) : "\xfb";
    if (!row.empty()) bytes += packet(number++, cells);
    return bytes + end();
}

}  // namespace druidwatch::net::mariadb
