#include "cli/discover/address.hpp"

#include <fmt/format.h>

namespace druidwatch::cli::discovering {
namespace {

constexpr std::uint16_t zookeeper_port = 2181;

std::string_view without_blanks(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::optional<Ensemble> parse_ensemble(std::string_view text) {
    Ensemble ensemble;
    const auto slash = std::min(text.find('/'), text.size());
    ensemble.chroot = text.substr(slash);
    while (ensemble.chroot.ends_with('/')) ensemble.chroot.pop_back();
    auto rest = text.substr(0, slash);
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        const auto member = without_blanks(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (member.empty()) continue;
        auto endpoint = parse_endpoint(member, zookeeper_port);
        if (!endpoint) return {};
        ensemble.members.push_back(*std::move(endpoint));
    }
    if (ensemble.members.empty()) return {};
    return ensemble;
}

config::Parsed<Address> parse_address(std::string_view text) {
    if (text.starts_with("http://") || text.starts_with("https://")) {
        auto url = config::parse_url(text);
        if (!url) return std::unexpected(std::move(url.error()));
        return Process{*std::move(url)};
    }
    auto ensemble = parse_ensemble(text);
    if (ensemble) return *std::move(ensemble);
    return std::unexpected(config::Complaint{
        fmt::format("`{}` is no address", text),
        "write a ZooKeeper member, such as zk1:2181, or a process of Druid, such as "
        "http://master1:8081"});
}

}  // namespace druidwatch::cli::discovering
