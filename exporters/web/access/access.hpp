#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/web/access/tls_server.hpp"
#include "exporters/web/access/web_config.hpp"

namespace druidwatch::exporters {

/// By what clients are let in.
struct Access {
    WebConfig config;
    TlsContext tls;  ///< nullptr: plain HTTP
};

using AccessPtr = std::shared_ptr<const Access>;

/// What a web configuration file and those that it names came to.
struct LoadedAccess {
    std::vector<std::string> files;  ///< all of them, also those that are not there
    std::expected<AccessPtr, std::vector<std::string>> access;  ///< or each error, a line
};

/// Reads them now. Without a path everybody may come, over plain HTTP.
LoadedAccess load_access(const std::string& path);

/// The access by a file that may change at any time. One that became bad is told of, once, and the
/// access stays as it was.
class AccessFile {
  public:
    /// Throws std::runtime_error of all errors, a line each.
    AccessFile(std::string path, std::function<void(std::string_view)> complain);

    /// By the files as they are now.
    AccessPtr current();

  private:
    /// Changes whenever a file is written or replaced.
    struct Stamp {
        std::int64_t modified = 0;  ///< in ns
        std::int64_t changed = 0;   ///< in ns: of what holds a file's name, too
        std::uint64_t inode = 0;
        std::int64_t size = -1;  ///< -1: not there

        bool operator==(const Stamp&) const = default;
    };

    static Stamp stamp_of(const std::string& file);
    void load();

    std::string path_;
    std::function<void(std::string_view)> complain_;
    std::vector<std::pair<std::string, Stamp>> seen_;
    AccessPtr access_;
    std::vector<std::string> errors_;
};

}  // namespace druidwatch::exporters
