#include "watch/secrets.hpp"

#include "config/secret.hpp"

namespace druidwatch::watch {
namespace {

std::set<std::string> named_in(const config::Config& config) {
    std::set<std::string> paths;
    for (const auto& cluster : config.clusters) paths.merge(secret_files(cluster));
    for (const auto* client :
         {&config.alerting.alertmanagers_client, &config.alerting.peers_client}) {
        if (client->basic_auth) paths.insert(client->basic_auth->password_file);
    }
    if (config.alerting.heartbeat) paths.insert(config.alerting.heartbeat->url_file);
    paths.erase("");
    return paths;
}

}  // namespace

std::expected<ReadSecrets, std::vector<std::string>> read_secrets(const config::Config& config) {
    ReadSecrets read;
    std::vector<std::string> errors;
    for (const auto& path : named_in(config)) {
        auto found = config::read_secret(path);
        if (!found) {
            errors.push_back(std::move(found.error()));
            continue;
        }
        if (found->warning) read.warnings.push_back(*found->warning);
        read.values.emplace(path, std::move(found->value));
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return read;
}

std::set<std::string> secret_files(const config::Cluster& cluster) {
    std::set<std::string> paths;
    if (cluster.zookeeper && cluster.zookeeper->digest) {
        paths.insert(cluster.zookeeper->digest->password_file);
    }
    if (cluster.metadata_store) paths.insert(cluster.metadata_store->password_file);
    if (cluster.druid && cluster.druid->basic_auth) {
        paths.insert(cluster.druid->basic_auth->password_file);
    }
    return paths;
}

std::string secret(const Secrets& secrets, const std::string& path) {
    const auto found = secrets.find(path);
    return found == secrets.end() ? std::string{} : found->second;
}

}  // namespace druidwatch::watch
