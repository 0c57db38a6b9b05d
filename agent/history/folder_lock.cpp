#include "history/folder_lock.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace druidwatch::history {
namespace {

/// Who holds the lock wrote its process id into it, if there was room.
std::string holder(int descriptor) {
    std::array<char, 32> text{};
    const auto size = ::pread(descriptor, text.data(), text.size(), 0);
    return size > 0 ? fmt::format(", process {},",
                                  std::string_view(text.data(), static_cast<std::size_t>(size)))
                    : std::string();
}

}  // namespace

Stored<FolderLock> FolderLock::take(const std::string& folder) {
    const auto file = folder + "/druidwatch.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        const int error = errno;
        return std::unexpected(
            Trouble{error == ENOSPC ? Trouble::Kind::full : Trouble::Kind::other,
                    fmt::format("{}: {}", file, std::system_category().message(error))});
    }
    FolderLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return std::unexpected(
            Trouble{Trouble::Kind::in_use,
                    fmt::format("another druidwatch{} keeps its history in {}: give each a "
                                "storage.path of its own",
                                holder(descriptor), folder)});
    }
    const auto pid = std::to_string(::getpid());
    // Only a courtesy to the next one: a full disk has no room for it.
    [[maybe_unused]] const bool told =
        ::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, pid.data(), pid.size(), 0) > 0;
    return lock;
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace druidwatch::history
