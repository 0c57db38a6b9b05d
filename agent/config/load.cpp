#include "config/load.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "config/document.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {

std::expected<Config, std::vector<ConfigError>> parse_config(std::string_view text,
                                                             std::string file_name) {
    Problems problems(std::move(file_name));
    const auto document = parse_yaml(text);
    if (!document) {
        const auto& [place, message, remedy] = document.error();
        problems.add(place, message, remedy);
        return std::unexpected(problems.sorted());
    }
    if (document->kind == Value::Kind::null) {
        problems.add({}, "the file is empty",
                     "add clusters, or name no file: a quickstart on localhost is watched then");
        return std::unexpected(problems.sorted());
    }
    auto config = config_file().read(*document, problems);
    if (problems.count() > 0) return std::unexpected(problems.sorted());
    return *std::move(config);
}

std::expected<Config, std::vector<ConfigError>> load_config(const std::string& path) {
    const auto unreadable = [&](std::string why) {
        return std::unexpected(std::vector<ConfigError>{
            {path, 0, 0, "can't be read: " + std::move(why), "name a file in --config.file"}});
    };
    std::ifstream file(path, std::ios::binary);
    if (!file) return unreadable(std::generic_category().message(errno));
    // One byte more than may be parsed: enough to tell that it is too large.
    std::string text(max_text_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return unreadable(std::generic_category().message(errno));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parse_config(text, path);
}

Config default_config() {
    ZooKeeper zookeeper;
    zookeeper.ensemble = {{"localhost", 2181}};
    Druid druid;
    druid.coordinators = {"http://localhost:8081"};
    druid.brokers = {"http://localhost:8082"};
    druid.routers = {"http://localhost:8888"};
    Config config;
    config.clusters.push_back({.name = "druid", .zookeeper = zookeeper, .druid = druid});
    return config;
}

}  // namespace druidwatch::config
