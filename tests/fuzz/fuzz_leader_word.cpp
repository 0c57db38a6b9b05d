#include "base/endpoint.hpp"
#include "fuzz/target.hpp"
#include "probes/druid/leader_word.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    for (const int status : http_statuses) {
        const auto word =
            parsed([&] { return probes::druid::parse_leader_word(status, bytes); }, http_failures);
        if (word) require_one_line(word->url);
    }
    const auto node = endpoint_of_url(bytes);
    require(!node || parse_endpoint(to_string(*node)) == node);
}

}  // namespace druidwatch::fuzz
