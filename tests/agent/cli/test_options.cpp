#include <catch2/catch.hpp>

#include "cli/options.hpp"

using namespace druidwatch;
using namespace druidwatch::cli;

namespace {

Options options_of(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments);
    if (!options) UNSCOPED_INFO(options.error().message);
    REQUIRE(options);
    return *options;
}

std::string error_of(const std::vector<std::string>& arguments) {
    const auto options = parse_options(arguments);
    return options ? "" : options.error().message;
}

}  // namespace

TEST_CASE("without a command it runs, on every address and Prometheus's conventions") {
    const auto options = options_of({});
    CHECK(options.command == Command::run);
    CHECK(options.config_file.empty());
    CHECK(options.listen == std::vector<Endpoint>{{"0.0.0.0", 19105}});
    CHECK(options.log_level == net::LogLevel::info);
    CHECK(options.log_format == net::LogFormat::logfmt);
}

TEST_CASE("a command may stand before or after the flags") {
    CHECK(options_of({"run"}).command == Command::run);
    CHECK(options_of({"check", "--config.file=a.yml"}).command == Command::check);
    CHECK(options_of({"--config.file", "a.yml", "check"}).command == Command::check);
    CHECK(options_of({"--config.file", "a.yml", "check"}).config_file == "a.yml");
    CHECK(options_of({"version"}).command == Command::version);
}

TEST_CASE("flags that answer a question win over the command") {
    CHECK(options_of({"--version"}).command == Command::version);
    CHECK(options_of({"run", "--help"}).command == Command::help);
    CHECK(options_of({"-h"}).command == Command::help);
    CHECK(options_of({"--config.check"}).command == Command::config_check);
}

TEST_CASE("an unknown command or flag names what was meant, or what there is") {
    CHECK(error_of({"chekc"}) == "unknown command `chekc`: did you mean `check`?");
    CHECK(error_of({"deploy"}) == "unknown command `deploy`: known are run, check, rules, version");
    CHECK(error_of({"--confg.file=a"}) == "unknown flag --confg.file: did you mean --config.file?");
    CHECK(error_of({"--kafka"}) == "unknown flag --kafka: --help lists them");
    CHECK(error_of({"--log=debug"}).find("unknown flag --log") == 0);
    CHECK(error_of({"run", "check"}) == "`check` after the command is not understood");
}

TEST_CASE("a mistake remembers the command, whose exit code it is") {
    CHECK(parse_options({"check", "--kafka"}).error().command == Command::check);
    CHECK(parse_options({"--log.level=loud", "check"}).error().command == Command::check);
    CHECK(parse_options({"--kafka"}).error().command == Command::run);
}

TEST_CASE("a flag of one value can't be given twice, and needs its value") {
    CHECK(error_of({"--config.file=a", "--config.file=b"}) == "--config.file is there twice");
    CHECK(!error_of({"--config.file"}).empty());
}

TEST_CASE("listen addresses may be repeated, and IPv4's any address be left out") {
    CHECK(options_of({"--web.listen-address=:80", "--web.listen-address=[::1]:81"}).listen ==
          std::vector<Endpoint>{{"0.0.0.0", 80}, {"::1", 81}});
    CHECK(error_of({"--web.listen-address=19105"}) ==
          "--web.listen-address 19105: write HOST:PORT, such as 0.0.0.0:19105");
}

TEST_CASE("pages are served below the external URL's path unless told otherwise") {
    const auto url = "--web.external-url=https://ops.example/druid/";
    CHECK(options_of({url}).external_url == "https://ops.example/druid");
    CHECK(options_of({url}).route_prefix == "/druid");
    CHECK(options_of({url, "--web.route-prefix=/"}).route_prefix.empty());
    CHECK(options_of({"--web.route-prefix=/a/"}).route_prefix == "/a");
    CHECK(!error_of({"--web.route-prefix=a"}).empty());
    CHECK(error_of({"--web.external-url=ops.example"}).find("--web.external-url: ") == 0);
}

TEST_CASE("log flags take what Prometheus's take") {
    const auto options = options_of({"--log.level=debug", "--log.format=json"});
    CHECK(options.log_level == net::LogLevel::debug);
    CHECK(options.log_format == net::LogFormat::json);
    CHECK(error_of({"--log.level=loud"}) == "--log.level: write debug, info, warn or error");
    CHECK(error_of({"--log.format=xml"}) == "--log.format: write logfmt or json");
}

TEST_CASE("rules are Prometheus's unless Alertmanager's configuration is asked for") {
    CHECK(options_of({"rules"}).command == Command::rules);
    CHECK(options_of({"rules"}).rules_format == RulesFormat::prometheus);
    CHECK(options_of({"rules", "--rules.format=alertmanager"}).rules_format ==
          RulesFormat::alertmanager);
    CHECK(error_of({"rules", "--rules.format=grafana"}) ==
          "--rules.format: write prometheus or alertmanager");
}

TEST_CASE("the help lists every command and flag") {
    const auto help = help_text();
    for (const auto* word : {"run", "check", "version", "--config.file", "--config.check",
                             "--web.listen-address", "--web.config.file", "--web.external-url",
                             "--web.route-prefix", "--log.level", "--log.format", "--help"}) {
        CAPTURE(word);
        CHECK(help.find(word) != std::string::npos);
    }
}
