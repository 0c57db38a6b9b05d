#include "probes/balancer/answered_by.hpp"

#include "base/endpoint.hpp"
#include "probes/answer_text.hpp"
#include "probes/druid/properties.hpp"

namespace druidwatch::probes::balancer {
namespace {

constexpr int port_of_brokers = 8082;  // Druid's default

}  // namespace

Result<cluster::AnsweredBy> parse_answered_by(int status, std::string_view body) {
    auto told = druid::parse_properties(status, body);
    if (!told) return std::unexpected(std::move(told.error()));
    if (told->host.empty()) {
        return std::unexpected(unreadable("the Broker that answered does not set druid.host"));
    }
    const int port = told->plaintext_port.value_or(told->tls_port.value_or(port_of_brokers));
    auto broker = to_string(Endpoint{told->host, static_cast<std::uint16_t>(port)});
    if (!parse_endpoint(broker)) return std::unexpected(unreadable("druid.host: " + told->host));
    return cluster::AnsweredBy{std::move(broker)};
}

}  // namespace druidwatch::probes::balancer
