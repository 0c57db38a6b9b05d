#include "net/log.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace druidwatch::net {
namespace {

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warn:
            return "warn";
        case LogLevel::error:
            return "error";
    }
    std::unreachable();
}

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warn:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    std::unreachable();
}

// Within quotes, for JSON and logfmt alike: what a server said must not forge a line.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20) {
                    out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
                } else {
                    out += c;
                }
        }
    }
    return out += '"';
}

bool plain(std::string_view text) {
    return !text.empty() && text.find_first_of(" =\"\\") == std::string_view::npos &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::optional<LogFormat> parse_log_format(std::string_view text) {
    if (text == "logfmt") return LogFormat::logfmt;
    if (text == "json") return LogFormat::json;
    return {};
}

std::optional<LogLevel> parse_log_level(std::string_view text) {
    for (const auto level : {LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error}) {
        if (text == name_of(level)) return level;
    }
    return {};
}

std::string format_log_line(LogFormat format, LogLevel level, WallTime at, std::string_view message,
                            std::initializer_list<LogField> fields) {
    if (format == LogFormat::json) {
        auto line = fmt::format(R"({{"ts":"{}","level":"{}","msg":{})", rfc3339(at), name_of(level),
                                quoted(message));
        for (const auto& field : fields) {
            line += fmt::format(R"(,"{}":{})", field.key, quoted(field.value));
        }
        return line += '}';
    }
    auto line = fmt::format("ts={} level={} msg={}", rfc3339(at), name_of(level), quoted(message));
    for (const auto& field : fields) {
        line += fmt::format(" {}={}", field.key,
                            plain(field.value) ? field.value : quoted(field.value));
    }
    return line;
}

Log::Log(LogFormat format, LogLevel threshold, Clock clock)
    : logger_(std::make_shared<spdlog::logger>("druidwatch",
                                               std::make_shared<spdlog::sinks::stderr_sink_mt>())),
      format_(format),
      threshold_(threshold),
      clock_(std::move(clock)) {
    logger_->set_pattern("%v");
    logger_->set_level(level_of(threshold));
}

void Log::debug(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::debug, message, fields);
}

void Log::info(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::info, message, fields);
}

void Log::warn(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::warn, message, fields);
}

void Log::error(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::error, message, fields);
}

void Log::write(LogLevel level, std::string_view message,
                std::initializer_list<LogField> fields) const {
    if (!logger_ || level < threshold_) return;
    logger_->log(level_of(level), spdlog::string_view_t(format_log_line(
                                      format_, level, clock_().wall, message, fields)));
}

}  // namespace druidwatch::net
