#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace spdlog {
class logger;
}

namespace druidwatch::net {

enum class LogFormat { logfmt, json };
enum class LogLevel { debug, info, warn, error };

/// Nothing if it is none of "logfmt" and "json", or of "debug", "info", "warn" and "error".
std::optional<LogFormat> parse_log_format(std::string_view text);
std::optional<LogLevel> parse_log_level(std::string_view text);

struct LogField {
    std::string_view key;  ///< a word: letters, digits, underscores
    std::string value;
};

/// One line, without its end: ts=... level=info msg="..." key=value, or the same as a JSON object.
std::string format_log_line(LogFormat format, LogLevel level, WallTime at, std::string_view message,
                            std::initializer_list<LogField> fields);

/// Writes to standard error. Copies share the sink; a default one is silent. A secret is never
/// passed to it: adapters leave credentials out of the words of their failures.
class Log {
  public:
    Log() = default;
    Log(LogFormat format, LogLevel threshold, Clock clock = system_now);

    void debug(std::string_view message, std::initializer_list<LogField> fields = {}) const;
    void info(std::string_view message, std::initializer_list<LogField> fields = {}) const;
    void warn(std::string_view message, std::initializer_list<LogField> fields = {}) const;
    void error(std::string_view message, std::initializer_list<LogField> fields = {}) const;

  private:
    void write(LogLevel level, std::string_view message,
               std::initializer_list<LogField> fields) const;

    std::shared_ptr<spdlog::logger> logger_;
    LogFormat format_ = LogFormat::logfmt;
    LogLevel threshold_ = LogLevel::error;
    Clock clock_;
};

}  // namespace druidwatch::net
