#include "fuzz/target.hpp"
#include "probes/druid/leader_request.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using Fate = cluster::LeaderRequest::Fate;
    for (const int status : {200, 302, 307, 401, 403, 404, 500, 503}) {
        const auto request =
            parsed([&] { return probes::druid::parse_leader_request(status, bytes, bytes); },
                   http_failures);
        if (!request) continue;
        require((request->fate == Fate::redirected) == (status == 307));
        require((request->fate == Fate::redirected) == !request->location.empty());
        require_one_line(request->location);
    }
}

}  // namespace druidwatch::fuzz
