#pragma once

#include <string>
#include <utility>

#include "history/trouble.hpp"

namespace druidwatch::history {

/// Holds a folder for one process; the kernel lets it go when that ends, however it ends.
class FolderLock {
  public:
    static Stored<FolderLock> take(const std::string& folder);

    FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FolderLock& operator=(FolderLock&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~FolderLock();

  private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace druidwatch::history
