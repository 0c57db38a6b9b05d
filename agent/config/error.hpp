#pragma once

#include <string>
#include <vector>

namespace druidwatch::config {

/// What is wrong with a configuration file, where, and what to do about it.
struct ConfigError {
    std::string file;
    int line = 0;    ///< from 1; 0 where the file as a whole is meant
    int column = 0;  ///< from 1
    std::string message;
    std::string remedy;

    bool operator==(const ConfigError&) const = default;
};

/// "druidwatch.yml:12:7: unknown key `zookeper`: did you mean `zookeeper`?"
std::string to_string(const ConfigError& error);

/// A position in a YAML text, both from 1.
struct Place {
    int line = 1;
    int column = 1;

    auto operator<=>(const Place&) const = default;
};

/// Collects every error of one file, so that all are reported at once.
class Problems {
  public:
    explicit Problems(std::string file) : file_(std::move(file)) {}

    void add(Place place, std::string message, std::string remedy);

    std::size_t count() const { return errors_.size(); }
    const std::string& file() const { return file_; }
    /// In the order of the file.
    std::vector<ConfigError> sorted() const;

  private:
    std::string file_;
    std::vector<ConfigError> errors_;
};

}  // namespace druidwatch::config
