#include "cli/flags.hpp"

#include <algorithm>
#include <array>

namespace druidwatch::cli {
namespace {

constexpr std::uint32_t on() { return 0; }

template <class... More>
constexpr std::uint32_t on(Command command, More... more) {
    return (1U << static_cast<int>(command)) | on(more...);
}

constexpr auto every = ~0U;
constexpr auto watching = on(Command::run, Command::check);
constexpr auto asking = on(Command::status, Command::drill);
constexpr auto configured = watching | on(Command::audit, Command::rules);

constexpr std::array commands{
    NamedCommand{
        "run", Command::run, "Watches, serves and alerts until it is told to stop. The default.",
        "[FLAGS]",
        "Asks every node of the configured clusters, raises alerts in Alertmanager, and serves "
        "the page, metrics and API. Exit status: 0 when it was told to stop, 1 when it could not "
        "begin."},
    NamedCommand{"check", Command::check, "One round, then an exit code of Nagios: 0, 1, 2, or 3.",
                 "[FLAGS]",
                 "Exit status: 0 every cluster stands, 1 warning, 2 critical, 3 something could "
                 "not be checked.",
                 3},
    NamedCommand{"status", Command::status, "A running agent's view, as a table in the terminal.",
                 "[FLAGS]",
                 "Exit status: 0 every cluster stands, 1 warning, 2 critical, 3 the agent could "
                 "not be asked, or it can't tell.",
                 3},
    NamedCommand{"audit", Command::audit,
                 "What Druid's documentation asks of a highly available cluster: kept or not.",
                 "[FLAGS]",
                 "Exit status: 0 everything is kept, 1 something is broken, 3 something could not "
                 "be told.",
                 3},
    NamedCommand{"discover", Command::discover,
                 "Asks one address, and prints a configuration of its cluster.", "ADDRESS [FLAGS]",
                 "ADDRESS is a ZooKeeper member, such as zk1:2181, or a process of Druid, such as "
                 "http://master1:8081."},
    NamedCommand{"drill", Command::drill,
                 "Watches a running agent while you break something, and reports.", "[FLAGS]",
                 "It ends when all that was broken is whole again, at --timeout, or on Ctrl-C. "
                 "Exit status: 0 all is calm again, 1 nothing was detected, 2 something did not "
                 "resolve, 3 the agent could not be asked.",
                 3},
    NamedCommand{"rules", Command::rules,
                 "Prints Prometheus's rules, or Alertmanager's "
                 "configuration.",
                 "[FLAGS]"},
    NamedCommand{"version", Command::version, "Prints the version.", ""},
};

constexpr std::array flags{
    Flag{"config.file", "FILE",
         "The clusters to watch. Not given: a Druid quickstart on localhost.", configured},
    Flag{"config.check", "",
         "Reads the configuration, prints every error in it, and ends with 0 "
         "or 1.",
         configured},
    Flag{"web.listen-address", "HOST:PORT",
         "Where to serve the page, metrics and API; may be repeated. Default 0.0.0.0:19105.",
         watching, true},
    Flag{"web.config.file", "FILE",
         "TLS and users of what is served, in the format of Prometheus's exporter-toolkit.",
         watching},
    Flag{"web.external-url", "URL",
         "The URL by which a person reaches this agent; alerts link to it.", watching},
    Flag{"web.route-prefix", "PATH",
         "Serve below this path. Default: the path of --web.external-url.", watching},
    Flag{"url", "URL", "The agent to ask. Default http://localhost:19105.", asking},
    Flag{"http.config.file", "FILE",
         "TLS and login for --url, in the format of Prometheus's HTTP clients.", asking},
    Flag{"watch", "", "Draws anew every second, until Ctrl-C.", on(Command::status)},
    Flag{"timeout", "DURATION", "Report after this time at the latest. Default 10m.",
         on(Command::drill)},
    Flag{"cluster.name", "NAME", "What the cluster shall be called. Default druid.",
         on(Command::discover)},
    Flag{"format", "FORMAT", "text or json. Default text.", asking | on(Command::audit)},
    Flag{"rules.format", "FORMAT",
         "What `rules` prints: prometheus or alertmanager. Default prometheus.",
         on(Command::rules)},
    Flag{"log.level", "LEVEL", "debug, info, warn or error. Default info.", every},
    Flag{"log.format", "FORMAT", "logfmt or json. Default logfmt.", every},
    Flag{"version", "", "Prints the version.", every},
    Flag{"help", "", "Prints this.", every},
};

}  // namespace

std::span<const NamedCommand> named_commands() { return commands; }

std::span<const Flag> all_flags() { return flags; }

std::optional<Command> find_command(std::string_view name) {
    const auto found = std::ranges::find(commands, name, &NamedCommand::name);
    return found == commands.end() ? std::nullopt : std::optional(found->command);
}

const NamedCommand& named(Command command) {
    return *std::ranges::find(commands, command, &NamedCommand::command);
}

std::vector<Flag> flags_of(Command command) {
    std::vector<Flag> of_it;
    std::ranges::copy_if(flags, std::back_inserter(of_it),
                         [command](const Flag& flag) { return flag.is_of(command); });
    return of_it;
}

}  // namespace druidwatch::cli
