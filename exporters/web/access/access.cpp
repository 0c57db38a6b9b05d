#include "exporters/web/access/access.hpp"

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include "config/document.hpp"

namespace druidwatch::exporters {
namespace {

using Errors = std::vector<std::string>;

std::expected<std::string, std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    // One byte more than may be parsed: enough to tell that it is too large.
    std::string text(config::max_text_bytes + 1, '\0');
    if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file && !file.eof()) {
        return std::unexpected(
            fmt::format("{}: can't be read: {}", path, std::generic_category().message(errno)));
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

std::int64_t nanoseconds_of(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

LoadedAccess load_access(const std::string& path) {
    if (path.empty()) return {{}, std::make_shared<const Access>()};
    LoadedAccess loaded{{path}, AccessPtr{}};
    const auto fail = [&loaded](Errors errors) {
        loaded.access = std::unexpected(std::move(errors));
        return loaded;
    };
    const auto text = read_file(path);
    if (!text) return fail({text.error()});
    auto config = parse_web_config(*text, path);
    if (!config) {
        Errors errors;
        for (const auto& error : config.error()) errors.push_back(to_string(error));
        return fail(std::move(errors));
    }
    Access access{.config = *std::move(config), .tls = nullptr};
    if (const auto& tls = access.config.tls) {
        for (const auto& file : {tls->cert_file, tls->key_file, tls->client_ca_file}) {
            if (!file.empty()) loaded.files.push_back(file);
        }
        auto context = make_tls_server(*tls);
        if (!context) return fail({fmt::format("{}: {}", path, context.error())});
        access.tls = *std::move(context);
    }
    loaded.access = std::make_shared<const Access>(std::move(access));
    return loaded;
}

AccessFile::AccessFile(std::string path, std::function<void(std::string_view)> complain)
    : path_(std::move(path)), complain_(std::move(complain)) {
    load();
    if (!access_) throw std::runtime_error(fmt::format("{}", fmt::join(errors_, "\n")));
}

AccessFile::Stamp AccessFile::stamp_of(const std::string& file) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0) return {};
    return {nanoseconds_of(found.st_mtim), nanoseconds_of(found.st_ctim), found.st_ino,
            found.st_size};
}

AccessPtr AccessFile::current() {
    const bool changed = std::ranges::any_of(
        seen_, [](const auto& file) { return stamp_of(file.first) != file.second; });
    if (changed) load();
    return access_;
}

void AccessFile::load() {
    // Stamped before they are read: what changes meanwhile is read again. Those named until now
    // count as well, since one that can't be read names no other.
    std::vector<std::pair<std::string, Stamp>> before;
    for (const auto& [file, stamp] : seen_) before.emplace_back(file, stamp_of(file));
    if (before.empty() && !path_.empty()) before.emplace_back(path_, stamp_of(path_));
    auto loaded = load_access(path_);
    seen_.clear();
    for (const auto& file : loaded.files) {
        const auto known = std::ranges::find(before, file, &std::pair<std::string, Stamp>::first);
        // One that is named for the first time may have changed since: it is looked at once more.
        seen_.emplace_back(file, known == before.end() ? Stamp{} : known->second);
    }
    if (loaded.access) {
        access_ = *std::move(loaded.access);
        errors_.clear();
        return;
    }
    if (access_ && loaded.access.error() != errors_) {
        for (const auto& error : loaded.access.error()) complain_(error);
    }
    errors_ = std::move(loaded.access.error());
}

}  // namespace druidwatch::exporters
