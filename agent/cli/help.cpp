#include "cli/help.hpp"

#include <fmt/format.h>

#include "cli/terminal.hpp"

namespace druidwatch::cli {
namespace {

constexpr std::size_t columns = 100;

std::string flag_line(const Flag& flag) {
    constexpr std::size_t indent = 33;
    auto name = fmt::format("  {}--{}", flag.name == "help" ? "-h, " : "", flag.name);
    if (!flag.placeholder.empty()) name += fmt::format("={}", flag.placeholder);
    return fmt::format("{:<{}}{}\n", name, indent, wrapped(flag.help, indent, columns));
}

std::string help_of_all() {
    std::string text =
        "druidwatch watches the high availability of Apache Druid clusters.\n\n"
        "Usage: druidwatch [COMMAND] [FLAGS]\n\nCommands:\n";
    for (const auto& known : named_commands()) {
        text += fmt::format("  {:<10}{}\n", known.name, known.help);
    }
    text += "\n`druidwatch COMMAND --help` tells of one command. All flags:\n";
    for (const auto& flag : all_flags()) text += flag_line(flag);
    return text;
}

}  // namespace

std::string help_text(std::optional<Command> command) {
    if (!command) return help_of_all();
    const auto& it = named(*command);
    auto text = fmt::format("{}\n\nUsage: druidwatch {} {}\n", wrapped(it.help, 0, columns),
                            it.name, it.usage);
    if (!it.detail.empty()) text += "\n" + wrapped(it.detail, 0, columns) + "\n";
    text += "\nFlags:\n";
    for (const auto& flag : flags_of(*command)) text += flag_line(flag);
    return text;
}

}  // namespace druidwatch::cli
