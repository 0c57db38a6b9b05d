#pragma once

#include <csignal>
#include <functional>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

namespace druidwatch::test {

/// A process of its own, which the test may kill; it must not use Catch.
class Child {
  public:
    explicit Child(const std::function<void(int output)>& work) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
        id_ = ::fork();
        if (id_ == 0) {
            work(ends[1]);
            ::_exit(0);
        }
        ::close(ends[1]);
        output_ = ends[0];
    }
    ~Child() {
        kill();
        ::close(output_);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Until `size` bytes came or it ended.
    std::string read(std::size_t size) {
        std::string all(size, '\0');
        std::size_t count = 0;
        while (count < size) {
            const auto more = ::read(output_, all.data() + count, size - count);
            if (more <= 0) break;
            count += static_cast<std::size_t>(more);
        }
        all.resize(count);
        return all;
    }
    std::string read_all() { return read(1 << 16); }

    /// At once, wherever it is.
    void kill() {
        if (id_ <= 0) return;
        ::kill(id_, SIGKILL);
        ::waitpid(id_, nullptr, 0);
        id_ = -1;
    }

  private:
    pid_t id_ = -1;
    int output_ = -1;
};

inline void tell(int output, const std::string& text) {
    [[maybe_unused]] const auto written = ::write(output, text.data(), text.size());
}

/// Within this process: `folder` is a disk of so many bytes in memory. False where that is not
/// allowed.
inline bool mount_small_disk(const std::string& folder, const std::string& size) {
    const int flags = ::getuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    return ::unshare(flags) == 0 &&
           (flags != CLONE_NEWNS ||
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0) &&
           ::mount("none", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
}

/// Until not one more byte fits.
inline void fill_disk(const std::string& folder) {
    const int file =
        ::open((folder + "/filler").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const std::string page(4096, 'x');
    while (::write(file, page.data(), page.size()) > 0) {
    }
    ::close(file);
}

}  // namespace druidwatch::test
