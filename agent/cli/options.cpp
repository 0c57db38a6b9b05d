#include "cli/options.hpp"

#include <array>
#include <optional>
#include <sstream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "config/nearest.hpp"
#include "config/values.hpp"

namespace druidwatch::cli {
namespace {

namespace po = boost::program_options;
using Usage = std::unexpected<UsageError>;

struct NamedCommand {
    std::string_view name;
    Command command;
    std::string_view help;
};

constexpr std::array<NamedCommand, 4> commands{
    {{"run", Command::run, "Watches, serves and alerts until it is told to stop. The default."},
     {"check", Command::check, "One round, then an exit code of Nagios: 0, 1, 2, or 3."},
     {"rules", Command::rules, "Prints Prometheus's rules, or Alertmanager's configuration."},
     {"version", Command::version, "Prints the version."}}};

po::options_description flags() {
    const auto text = [](const char* placeholder) {
        return po::value<std::string>()->value_name(placeholder);
    };
    po::options_description known("Flags", 100, 60);
    // clang-format off
    known.add_options()
        ("config.file", text("FILE"),
         "The clusters to watch. Not given: a Druid quickstart on localhost.")
        ("config.check", po::bool_switch(),
         "Reads the configuration, prints every error in it, and ends with 0 or 1.")
        ("web.listen-address", po::value<std::vector<std::string>>()->value_name("HOST:PORT"),
         "Where to serve the page, metrics and API; may be repeated. Default 0.0.0.0:19105.")
        ("web.config.file", text("FILE"),
         "TLS and users of what is served, in the format of Prometheus's exporter-toolkit.")
        ("web.external-url", text("URL"),
         "The URL by which a person reaches this agent; alerts link to it.")
        ("web.route-prefix", text("PATH"),
         "Serve below this path. Default: the path of --web.external-url.")
        ("rules.format", text("FORMAT"),
         "What `rules` prints: prometheus or alertmanager. Default prometheus.")
        ("log.level", text("LEVEL"), "debug, info, warn or error. Default info.")
        ("log.format", text("FORMAT"), "logfmt or json. Default logfmt.")
        ("version", po::bool_switch(), "Prints the version.")
        ("help,h", po::bool_switch(), "Prints this.");
    // clang-format on
    return known;
}

std::optional<Command> find_command(std::string_view name) {
    for (const auto& known : commands) {
        if (known.name == name) return known.command;
    }
    return {};
}

std::string unknown_command(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& known : commands) names.push_back(known.name);
    return fmt::format("unknown command `{}`: {}", name, config::did_you_mean(name, names));
}

std::string unknown_flag(std::string flag) {
    flag.erase(0, flag.find_first_not_of('-'));
    flag.resize(std::min(flag.find('='), flag.size()));
    const auto known = flags();
    std::vector<std::string_view> names;
    for (const auto& option : known.options()) names.push_back(option->long_name());
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

}  // namespace

std::expected<Options, UsageError> parse_options(const std::vector<std::string>& arguments) {
    // Understood first: what `check` answers to a mistake is a code of Nagios.
    auto command = Command::run;
    if (!arguments.empty()) command = find_command(arguments.front()).value_or(command);
    auto parsed = parse(arguments);
    if (!parsed) return Usage({std::move(parsed.error()), command});
    const auto& [flags, words] = *parsed;
    if (!words.empty()) {
        const auto named = find_command(words.front());
        if (!named) return Usage({unknown_command(words.front()), command});
        command = *named;
    }
    if (words.size() > 1) {
        return Usage({fmt::format("`{}` after the command is not understood", words[1]), command});
    }
    Options options;
    for (const auto& read : {read_listen, read_web, read_rules, read_log}) {
        if (auto wrong = read(flags, options)) return Usage({*std::move(wrong), command});
    }
    options.config_file = given(flags, "config.file");
    options.command = flags["help"].as<bool>()           ? Command::help
                      : flags["version"].as<bool>()      ? Command::version
                      : flags["config.check"].as<bool>() ? Command::config_check
                                                         : command;
    return options;
}

std::string help_text() {
    std::ostringstream text;
    text << "druidwatch watches the high availability of Apache Druid clusters.\n\n"
            "Usage: druidwatch [COMMAND] [FLAGS]\n\nCommands:\n";
    for (const auto& known : commands) {
        text << fmt::format("  {:<10}{}\n", known.name, known.help);
    }
    text << "\n" << flags();
    return text.str();
}

}  // namespace druidwatch::cli
