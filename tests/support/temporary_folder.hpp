#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include <stdlib.h>

namespace druidwatch::test {

/// A folder of this test's own; gone when it ends.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        path_ = (std::filesystem::temp_directory_path() / "druidwatch-XXXXXX").string();
        if (!::mkdtemp(path_.data())) throw std::runtime_error("no folder can be made: " + path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

    /// As an editor or a renewal does it: a new file takes the name.
    std::string write(const std::string& name, std::string_view content) const {
        const auto file = *this / name;
        std::ofstream(file + ".new") << content;
        std::filesystem::rename(file + ".new", file);
        return file;
    }

  private:
    std::string path_;
};

}  // namespace druidwatch::test
