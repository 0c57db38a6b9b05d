#include "config/secret.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include <fmt/format.h>
#include <sys/stat.h>

namespace druidwatch::config {
namespace {

constexpr std::size_t max_secret_bytes = 64 << 10;

std::expected<Secret, std::string> from_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (!value || !*value) {
        return std::unexpected(fmt::format("the environment variable {} is not set", name));
    }
    return Secret{value, {}};
}

/// Nothing where only the owner and the group may read: systemd and Kubernetes hand secrets to a
/// group.
std::optional<std::string> too_open(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0 || (status.st_mode & S_IRWXO) == 0) return {};
    return fmt::format("{} is open to every user of this machine: chmod o= {}", path, path);
}

}  // namespace

std::expected<Secret, std::string> read_secret(const std::string& path) {
    if (path.starts_with("env:")) return from_environment(path.substr(4));
    std::ifstream file(path, std::ios::binary);
    std::string text(max_secret_bytes + 1, '\0');
    if (!file ||
        !(file.read(text.data(), static_cast<std::streamsize>(text.size())) || file.eof())) {
        return std::unexpected(fmt::format("the secret in {} can't be read: {}", path,
                                           std::generic_category().message(errno)));
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_secret_bytes) {
        return std::unexpected(fmt::format("{} is too large to be a secret", path));
    }
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    if (text.empty()) return std::unexpected(fmt::format("the secret in {} is empty", path));
    return Secret{std::move(text), too_open(path)};
}

}  // namespace druidwatch::config
