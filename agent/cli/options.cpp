#include "cli/options.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "config/nearest.hpp"
#include "config/values.hpp"

namespace druidwatch::cli {
namespace {

namespace po = boost::program_options;
using Usage = std::unexpected<UsageError>;

po::options_description flags() {
    po::options_description known;
    auto add = known.add_options();
    for (const auto& flag : all_flags()) {
        // Boost takes a letter behind the comma for the flag's short form.
        const auto name = std::string(flag.name) + (flag.name == "help" ? ",h" : "");
        if (flag.placeholder.empty()) {
            add(name.c_str(), po::bool_switch());
        } else if (flag.repeated) {
            add(name.c_str(), po::value<std::vector<std::string>>());
        } else {
            add(name.c_str(), po::value<std::string>());
        }
    }
    return known;
}

std::string unknown_command(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& known : named_commands()) names.push_back(known.name);
    return fmt::format("unknown command `{}`: {}", name, config::did_you_mean(name, names));
}

std::string unknown_flag(std::string flag) {
    flag.erase(0, flag.find_first_not_of('-'));
    flag.resize(std::min(flag.find('='), flag.size()));
    std::vector<std::string_view> names;
    for (const auto& known : all_flags()) names.push_back(known.name);
    const auto meant = config::nearest(flag, names);
    return fmt::format(
        "unknown flag --{}: {}", flag,
        meant ? fmt::format("did you mean --{}?", *meant) : std::string("--help lists them"));
}

/// The flags that were given, and the words that were none, in their order.
struct Parsed {
    po::variables_map flags;
    std::vector<std::string> words;
};

std::expected<Parsed, std::string> parse(const std::vector<std::string>& arguments) {
    const auto known = flags();
    po::options_description all;
    all.add(known).add_options()("word", po::value<std::vector<std::string>>());
    po::positional_options_description positions;
    positions.add("word", -1);
    try {
        Parsed parsed;
        // Boost would take --log for --log.level: a later flag could then change what it means.
        const auto style =
            po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        po::store(po::command_line_parser(arguments)
                      .options(all)
                      .positional(positions)
                      .style(style)
                      .run(),
                  parsed.flags);
        if (parsed.flags.contains("word")) {
            parsed.words = parsed.flags["word"].as<std::vector<std::string>>();
        }
        return parsed;
    } catch (const po::unknown_option& error) {
        return std::unexpected(unknown_flag(error.get_option_name()));
    } catch (const po::multiple_occurrences& error) {
        return std::unexpected(fmt::format("{} is there twice", error.get_option_name()));
    } catch (const po::error& error) {
        return std::unexpected(std::string(error.what()));
    }
}

std::string given(const po::variables_map& flags, const char* name) {
    return flags.contains(name) ? flags[name].as<std::string>() : std::string{};
}

/// ":19105" is every address of IPv4, as Prometheus has it.
std::optional<Endpoint> parse_listen(const std::string& text) {
    return parse_endpoint(text.starts_with(':') ? "0.0.0.0" + text : text);
}

std::optional<std::string> read_listen(const po::variables_map& flags, Options& options) {
    if (!flags.contains("web.listen-address")) return {};
    options.listen.clear();
    for (const auto& text : flags["web.listen-address"].as<std::vector<std::string>>()) {
        const auto endpoint = parse_listen(text);
        if (!endpoint) {
            return fmt::format("--web.listen-address {}: write HOST:PORT, such as 0.0.0.0:19105",
                               text);
        }
        options.listen.push_back(*endpoint);
    }
    return {};
}

std::optional<std::string> read_web(const po::variables_map& flags, Options& options) {
    options.web_config_file = given(flags, "web.config.file");
    if (flags.contains("web.external-url")) {
        const auto url = config::parse_url(given(flags, "web.external-url"));
        if (!url) {
            return fmt::format("--web.external-url: {}: {}", url.error().message,
                               url.error().remedy);
        }
        options.external_url = *url;
        const auto path = url->find('/', url->find("://") + 3);
        if (path != std::string::npos) options.route_prefix = url->substr(path);
    }
    if (!flags.contains("web.route-prefix")) return {};
    auto prefix = given(flags, "web.route-prefix");
    if (!prefix.starts_with('/')) return "--web.route-prefix: write a path, such as /druidwatch";
    prefix.resize(prefix.find_last_not_of('/') + 1);
    options.route_prefix = std::move(prefix);
    return {};
}

std::optional<std::string> read_log(const po::variables_map& flags, Options& options) {
    if (flags.contains("log.level")) {
        const auto level = net::parse_log_level(given(flags, "log.level"));
        if (!level) return "--log.level: write debug, info, warn or error";
        options.log_level = *level;
    }
    if (flags.contains("log.format")) {
        const auto format = net::parse_log_format(given(flags, "log.format"));
        if (!format) return "--log.format: write logfmt or json";
        options.log_format = *format;
    }
    return {};
}

std::optional<std::string> read_rules(const po::variables_map& flags, Options& options) {
    if (!flags.contains("rules.format")) return {};
    const auto format = given(flags, "rules.format");
    if (format != "prometheus" && format != "alertmanager") {
        return "--rules.format: write prometheus or alertmanager";
    }
    options.rules_format =
        format == "prometheus" ? RulesFormat::prometheus : RulesFormat::alertmanager;
    return {};
}

std::optional<std::string> read_asking(const po::variables_map& flags, Options& options) {
    options.http_config_file = given(flags, "http.config.file");
    options.watch = flags["watch"].as<bool>();
    if (flags.contains("url")) {
        const auto url = config::parse_url(given(flags, "url"));
        if (!url) return fmt::format("--url: {}: {}", url.error().message, url.error().remedy);
        options.url = *url;
    }
    if (flags.contains("timeout")) {
        const auto timeout = config::parse_duration(given(flags, "timeout"));
        if (!timeout) {
            return fmt::format("--timeout: {}: {}", timeout.error().message,
                               timeout.error().remedy);
        }
        options.timeout = *timeout;
    }
    if (flags.contains("cluster.name")) options.cluster_name = given(flags, "cluster.name");
    if (!flags.contains("format")) return {};
    const auto format = given(flags, "format");
    if (format != "text" && format != "json") return "--format: write text or json";
    options.format = format == "text" ? OutputFormat::text : OutputFormat::json;
    return {};
}

/// A flag that another command would read: to pass over it would be to do something else.
std::optional<std::string> not_its_own(const po::variables_map& flags, Command command) {
    for (const auto& flag : all_flags()) {
        const auto& value = flags[std::string(flag.name)];
        if (value.empty() || value.defaulted() || flag.is_of(command)) continue;
        return fmt::format("--{} is no flag of `{}`: `druidwatch {} --help` lists them", flag.name,
                           named(command).name, named(command).name);
    }
    return {};
}

/// Of the words behind the command's name.
std::optional<std::string> read_words(std::span<const std::string> words, Command command,
                                      Options& options) {
    if (command == Command::discover) {
        if (words.empty()) {
            return "discover needs an ADDRESS: zk1:2181 or http://master1:8081, for example";
        }
        options.address = words.front();
        words = words.subspan(1);
    }
    if (words.empty()) return {};
    return fmt::format("`{}` after the command is not understood", words.front());
}

}  // namespace

std::expected<Options, UsageError> parse_options(const std::vector<std::string>& arguments) {
    // Understood first: what `check` answers to a mistake is a code of Nagios.
    auto command = Command::run;
    if (!arguments.empty()) command = find_command(arguments.front()).value_or(command);
    auto parsed = parse(arguments);
    if (!parsed) return Usage({std::move(parsed.error()), command});
    const auto& [flags, words] = *parsed;
    if (!words.empty()) {
        const auto found = find_command(words.front());
        if (!found) return Usage({unknown_command(words.front()), command});
        command = *found;
    }
    Options options;
    const bool helped = flags["help"].as<bool>();
    if (!helped) {
        const auto behind = std::span(words).subspan(std::min<std::size_t>(words.size(), 1));
        if (auto wrong = read_words(behind, command, options)) {
            return Usage({*std::move(wrong), command});
        }
        if (auto wrong = not_its_own(flags, command)) return Usage({*std::move(wrong), command});
    }
    for (const auto& read : {read_listen, read_web, read_rules, read_log, read_asking}) {
        if (auto wrong = read(flags, options)) return Usage({*std::move(wrong), command});
    }
    if (helped && !words.empty()) options.help_of = command;
    options.config_file = given(flags, "config.file");
    options.command = helped                             ? Command::help
                      : flags["version"].as<bool>()      ? Command::version
                      : flags["config.check"].as<bool>() ? Command::config_check
                                                         : command;
    return options;
}

}  // namespace druidwatch::cli
