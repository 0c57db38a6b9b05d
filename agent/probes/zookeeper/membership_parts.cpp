#include "probes/zookeeper/membership_parts.hpp"

#include <fmt/format.h>

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

/// "zk1" of "zk1:2888:3888|other:2888:3888".
std::string_view host_of(std::string_view address) {
    auto host = address.substr(0, address.find('|'));
    for (int port = 0; port < 2; ++port) host = host.substr(0, host.rfind(':'));
    return host;
}

bool is_wildcard(std::string_view host) {
    return host.empty() || host == "0.0.0.0" || host == "::" || host == "[::]";
}

}  // namespace

std::string client_of(std::string_view told, std::string_view address) {
    const auto colon = told.rfind(':');
    const auto named = colon == std::string_view::npos ? std::string_view{} : told.substr(0, colon);
    const auto port = colon == std::string_view::npos ? told : told.substr(colon + 1);
    const auto host = is_wildcard(named) ? host_of(address) : named;
    if (is_wildcard(host)) return {};
    const auto client = parse_endpoint(fmt::format("{}:{}", host, port));
    return client ? excerpt(to_string(*client)) : std::string{};
}

cluster::Voter parse_voter(int id, std::string_view line) {
    const auto parts = split_at_first(line, ';').value_or(Split{line, {}});
    cluster::Voter voter{.id = id};
    auto address = parts.before;
    for (const std::string_view role : {":participant", ":observer"}) {
        if (!address.ends_with(role)) continue;
        address.remove_suffix(role.size());
        voter.participant = role == ":participant";
    }
    voter.address = excerpt(address);
    voter.client = client_of(trimmed(parts.after), address);
    return voter;
}

std::optional<int> parse_limit(std::string_view figure) {
    constexpr int most = 1'000'000;
    const auto number = to_integer<int>(figure);
    return number && *number > 0 && *number <= most ? number : std::nullopt;
}

}  // namespace druidwatch::probes::zookeeper
