#include "cli/discover/yaml.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/discover/members.hpp"
#include "cluster/connect_uri.hpp"
#include "cluster/discovery.hpp"
#include "config/conninfo.hpp"

namespace druidwatch::cli::discovering {
namespace {

using cluster::ConnectUri;

/// Whatever was told, as one line that can neither end a comment nor a scalar.
std::string plain(std::string_view text) {
    std::string line;
    for (const char c : text) line += c < ' ' || c == '\x7f' ? '?' : c;
    return line;
}

std::string quoted(std::string_view text) {
    std::string scalar = "\"";
    for (const char c : plain(text)) {
        if (c == '"' || c == '\\') scalar += '\\';
        scalar += c;
    }
    return scalar + '"';
}

std::string list_of(const std::vector<std::string>& items) {
    std::vector<std::string> scalars;
    for (const auto& item : items) scalars.push_back(quoted(item));
    return fmt::format("[{}]", fmt::join(scalars, ", "));
}

class Writer {
  public:
    void line(int depth, std::string_view text) {
        text_ += std::string(static_cast<std::size_t>(2 * depth), ' ') + std::string(text) + "\n";
    }
    void comment(int depth, std::string_view text) { line(depth, "# " + plain(text)); }
    std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

bool finds_by_zookeeper(const Found& found) { return !found.base_path.empty(); }

std::vector<std::string> urls_of(const Found& found, std::string_view role) {
    std::vector<std::string> urls;
    for (const auto& announced : found.processes) {
        if (announced.role != role) continue;
        const auto process = cluster::process_of(announced, false);
        if (process && std::ranges::find(urls, process->url) == urls.end()) {
            urls.push_back(process->url);
        }
    }
    std::ranges::sort(urls);
    return urls;
}

void write_zookeeper(Writer& out, const Found& found) {
    const auto members = members_of(found);
    if (found.master && found.master->properties.discovery != "curator") {
        out.comment(2, "Druid discovers by " + found.master->properties.discovery +
                           ", not by ZooKeeper: no section zookeeper.");
        return;
    }
    if (members.endpoints.empty()) {
        out.comment(2, "zookeeper: {ensemble: [zk1:2181, zk2:2181, zk3:2181], base_path: /druid}");
        return;
    }
    std::vector<std::string> names;
    for (const auto& endpoint : members.endpoints) names.push_back(to_string(endpoint));
    out.line(2, "zookeeper:");
    out.comment(3, "As told by " + members.source + ".");
    if (members.voters > names.size()) {
        out.comment(3, fmt::format("ZooKeeper counts {} members: add those that are missing here, "
                                   "with their client ports.",
                                   members.voters));
    } else if (members.voters == 0) {
        out.comment(3, "ZooKeeper did not tell its members: see that every one is listed.");
    }
    out.line(3, "ensemble: " + list_of(names));
    if (!found.base_path.empty()) out.line(3, "base_path: " + quoted(found.base_path));
    for (const auto& other : found.other_base_paths) {
        out.comment(3, "Another Druid is below " + other + ": a cluster of its own in this list.");
    }
}

void write_store(Writer& out, const Found& found) {
    if (!found.master) {
        out.comment(2, "metadata_store: no master told it (see above).");
        return;
    }
    const auto& told = found.master->properties;
    const auto uri = cluster::parse_connect_uri(told.connect_uri);
    if (!uri) {
        out.comment(2, fmt::format("metadata_store: {} says {} {}, which can't be watched.",
                                   found.master->node, told.storage_type, told.connect_uri));
        return;
    }
    std::vector<std::string> nodes;
    for (const auto& host : uri->hosts) {
        const auto endpoint = as_seen_from_here(host, found.master->node);
        nodes.push_back(config::print_conninfo(
            {endpoint, {{"dbname", uri->database}, {"user", "druidwatch"}}}));
    }
    out.line(2, "metadata_store:");
    out.comment(3, fmt::format("{} connects to {}", found.master->node, told.connect_uri));
    out.line(3, fmt::format("kind: {}", uri->driver == ConnectUri::Driver::postgresql ? "postgresql"
                                                                                      : "mysql"));
    out.comment(3, "Only what Druid connects to: add every standby. Where that is a proxy or an");
    out.comment(3, "address that moves, list the servers behind it instead.");
    out.line(3, "nodes: " + list_of(nodes));
    out.comment(3,
                "The user druidwatch has to be created first: docs/databases.md has its grants.");
    out.comment(3, "password_file: /etc/druidwatch/metadata.password");
}

void write_found(Writer& out, const Found& found, std::string_view role, std::string_view name) {
    const auto urls = urls_of(found, role);
    if (urls.empty()) return;
    out.comment(3, fmt::format("{}, found and watched without being listed:", name));
    for (const auto& url : urls) out.comment(3, "  " + url);
}

void write_druid(Writer& out, const Found& found) {
    const auto coordinators = urls_of(found, "COORDINATOR");
    auto overlords = urls_of(found, "OVERLORD");
    if (coordinators.empty() && !finds_by_zookeeper(found)) {
        out.comment(2, "druid: {coordinators: [http://master1:8081, http://master2:8081]}");
        return;
    }
    out.line(2, "druid:");
    if (!finds_by_zookeeper(found)) out.line(3, "discovery: coordinator");
    if (!coordinators.empty()) {
        out.comment(3, "Listed, a master stays in view while it is down.");
        out.line(3, "coordinators: " + list_of(coordinators));
    } else {
        out.line(3, "discovery: zookeeper");
    }
    if (!overlords.empty() && overlords != coordinators) {
        out.line(3, "overlords: " + list_of(overlords));
    }
    write_found(out, found, "BROKER", "Brokers");
    write_found(out, found, "ROUTER", "Routers");
    out.comment(3, "Nobody tells what stands before the Brokers. Name it:");
    out.comment(3, "load_balancers: [http://brokers.example:8082]");
    out.comment(3, "Where Druid wants a login, or has certificates of an authority of its own:");
    out.comment(3,
                "basic_auth: {username: monitor, password_file: /etc/druidwatch/druid.password}");
    out.comment(3, "tls: {ca_file: /etc/druidwatch/ca.pem}");
}

}  // namespace

std::string yaml_of(const Found& found, const std::string& cluster_name) {
    Writer out;
    out.comment(0, "What `druidwatch discover " + found.begun_with + "` found.");
    for (const auto& gap : found.gaps) {
        out.comment(0, "Not found out: " + gap.what);
        out.comment(0, "  Remedy: " + gap.remedy);
    }
    out.line(0, "clusters:");
    out.line(1, "- name: " + quoted(cluster_name));
    write_zookeeper(out, found);
    write_store(out, found);
    write_druid(out, found);
    return out.take();
}

}  // namespace druidwatch::cli::discovering
