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
    CHECK(error_of({"deploy"}) ==
          "unknown command `deploy`: known are run, check, status, audit, "
          "discover, drill, rules, version");
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

TEST_CASE("an agent is asked by its URL, on localhost unless told otherwise") {
    CHECK(options_of({"status"}).command == Command::status);
    CHECK(options_of({"status"}).url == "http://localhost:19105");
    const auto options = options_of({"status", "--url=https://ops.example/druid/", "--watch",
                                     "--format=json", "--http.config.file=client.yml"});
    CHECK(options.url == "https://ops.example/druid");
    CHECK(options.watch);
    CHECK(options.format == OutputFormat::json);
    CHECK(options.http_config_file == "client.yml");
    CHECK(error_of({"status", "--url=ops.example"}).find("--url: ") == 0);
    CHECK(error_of({"status", "--format=xml"}) == "--format: write text or json");
}

TEST_CASE("a drill has ten minutes unless told otherwise") {
    CHECK(options_of({"drill"}).command == Command::drill);
    CHECK(options_of({"drill"}).timeout == 10min);
    CHECK(options_of({"drill", "--timeout=90s"}).timeout == 90s);
    CHECK(error_of({"drill", "--timeout=soon"}).find("--timeout: ") == 0);
}

TEST_CASE("an audit reads a configuration") {
    const auto options = options_of({"audit", "--config.file=a.yml", "--format=json"});
    CHECK(options.command == Command::audit);
    CHECK(options.config_file == "a.yml");
    CHECK(options.format == OutputFormat::json);
}

TEST_CASE("discovery begins with one address") {
    const auto options = options_of({"discover", "zk1:2181", "--cluster.name=production"});
    CHECK(options.command == Command::discover);
    CHECK(options.address == "zk1:2181");
    CHECK(options.cluster_name == "production");
    CHECK(options_of({"discover", "zk1:2181"}).cluster_name == "druid");
    CHECK(error_of({"discover"}) ==
          "discover needs an ADDRESS: zk1:2181 or http://master1:8081, for example");
    CHECK(error_of({"discover", "zk1:2181", "zk2:2181"}) ==
          "`zk2:2181` after the command is not understood");
}

TEST_CASE("a flag of another command is not passed over in silence") {
    CHECK(error_of({"check", "--watch"}) ==
          "--watch is no flag of `check`: `druidwatch check --help` lists them");
    CHECK(error_of({"--url=http://a:1"}) ==
          "--url is no flag of `run`: `druidwatch run --help` lists them");
}

TEST_CASE("help is of the command it is asked of, and of all without one") {
    CHECK(options_of({"drill", "--help"}).help_of == Command::drill);
    CHECK(options_of({"discover", "-h"}).help_of == Command::discover);
    CHECK(!options_of({"--help"}).help_of);
}
