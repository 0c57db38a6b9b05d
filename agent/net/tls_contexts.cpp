#include "net/tls_contexts.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <sys/stat.h>

namespace druidwatch::net {
namespace {

// Of a file that is not there too: reading it tells the error.
std::string stamp_of(const TlsFiles& files) {
    std::string stamp;
    for (const auto& name : {files.ca_file, files.cert_file, files.key_file}) {
        struct stat file = {};
        if (name.empty() || ::stat(name.c_str(), &file) != 0) continue;
        stamp += fmt::format("{} {} {} {}.{} ", file.st_dev, file.st_ino, file.st_size,
                             file.st_mtim.tv_sec, file.st_mtim.tv_nsec);
    }
    return stamp;
}

}  // namespace

std::expected<TlsContext, std::string> TlsContexts::of(const TlsFiles& files) {
    auto stamp = stamp_of(files);
    const auto known = std::ranges::find(kept_, files, &Kept::files);
    if (known != kept_.end() && known->stamp == stamp) return known->context;

    if (known != kept_.end()) kept_.erase(known);
    auto made = make_tls_context(files);
    if (made) kept_.push_back({files, std::move(stamp), *made});
    return made;
}

}  // namespace druidwatch::net
