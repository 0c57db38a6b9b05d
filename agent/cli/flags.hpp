#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace druidwatch::cli {

enum class Command {
    run,
    check,
    status,
    audit,
    discover,
    drill,
    rules,
    version,
    config_check,
    help
};

/// A word that may stand first on the command line.
struct NamedCommand {
    std::string_view name;
    Command command;
    std::string_view help;      ///< a line of the list of commands
    std::string_view usage;     ///< what stands behind the name: "ADDRESS [FLAGS]"
    std::string_view detail{};  ///< of its own help: what it does, and its exit status
    int usage_error = 2;        ///< the exit status of a mistake on its command line
};

/// A flag as it is declared once: parsing, help and checks of the documents follow.
struct Flag {
    std::string_view name;         ///< "config.file"
    std::string_view placeholder;  ///< "FILE"; empty: a switch
    std::string_view help;
    std::uint32_t commands;  ///< a bit for each
    bool repeated = false;   ///< may be given more than once

    bool is_of(Command command) const { return (commands >> static_cast<int>(command) & 1U) != 0; }
};

std::span<const NamedCommand> named_commands();
std::span<const Flag> all_flags();

/// Nothing for what is no word for one.
std::optional<Command> find_command(std::string_view name);

/// `command` is one that has a name.
const NamedCommand& named(Command command);

std::vector<Flag> flags_of(Command command);

}  // namespace druidwatch::cli
