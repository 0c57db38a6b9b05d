#include <catch2/catch.hpp>

#include "cli/help.hpp"

using namespace druidwatch::cli;

TEST_CASE("the help lists every command and every flag") {
    const auto help = help_text();
    for (const auto& command : named_commands()) {
        CAPTURE(command.name);
        CHECK(help.find("\n  " + std::string(command.name) + " ") != std::string::npos);
    }
    for (const auto& flag : all_flags()) {
        CAPTURE(flag.name);
        CHECK(help.find("--" + std::string(flag.name)) != std::string::npos);
    }
}

TEST_CASE("a command's help has its own flags only") {
    const auto help = help_text(Command::status);
    CHECK(help.find("Usage: druidwatch status [FLAGS]\n") != std::string::npos);
    CHECK(help.find("Exit status: 0 ") != std::string::npos);
    CHECK(help.find("--watch") != std::string::npos);
    CHECK(help.find("--config.file") == std::string::npos);
}

TEST_CASE("no line of a help is wider than a hundred columns") {
    auto help = help_text();
    for (const auto& command : named_commands()) help += help_text(command.command);
    std::size_t begin = 0;
    for (auto end = help.find('\n'); end != help.npos; end = help.find('\n', begin)) {
        CAPTURE(help.substr(begin, end - begin));
        CHECK(end - begin <= 100);
        begin = end + 1;
    }
}
