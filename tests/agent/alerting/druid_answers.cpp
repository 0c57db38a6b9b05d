#include "druid_answers.hpp"

#include <map>

namespace druidwatch::test {
namespace {

using cluster::LeaderRequest;
using cluster::LeaderWord;
using cluster::Role;

std::optional<Reason> failure_in(const std::string& said) {
    static const std::map<std::string, Reason> reasons{{"TIMEOUT", Reason::timed_out},
                                                       {"REFUSED", Reason::refused},
                                                       {"ConnectionResetError", Reason::reset},
                                                       {"EOF", Reason::closed}};
    if (const auto found = reasons.find(said); found != reasons.end()) return found->second;
    if (said.starts_with('5')) return Reason::unavailable;
    return {};
}

template <class T>
cluster::Observation<T> seen(const Scene& scene, const std::string& node, const std::string& said,
                             T value) {
    const auto failure = failure_in(said);
    return failure ? scene.failure<T>(node, *failure) : scene.answer(std::move(value));
}

LeaderRequest request_in(const std::string& said) {
    static const std::string location = "Location=";
    if (!said.starts_with("307")) return {};
    return {LeaderRequest::Fate::redirected, said.substr(said.find(location) + location.size())};
}

void hear_master(Scene& scene, const Heard& heard) {
    const auto node = heard.node();
    auto& master = scene.master(node);
    const auto role =
        heard.question().starts_with("coordinator") ? Role::coordinator : Role::overlord;
    auto& word = *master.role(role);
    const auto& said = heard.said;
    if (heard.target.ends_with("isLeader")) {
        scene.view().druid->record_claim(master, role,
                                         seen(scene, node, said, said.starts_with("200")));
    } else if (heard.target.ends_with("leader")) {
        const auto url = said.find("http://");
        word.leader.record(
            seen(scene, node, said, LeaderWord{url == std::string::npos ? "" : said.substr(url)}));
    } else if (said.starts_with("503")) {
        scene.answers_as_leader(node, role, {LeaderRequest::Fate::nowhere, {}});
    } else {
        word.request.record(seen(scene, node, said, request_in(said)));
    }
}

void hear_router(Scene& scene, const Heard& heard) {
    auto& router = scene.router("r1");
    const auto& said = heard.said;
    if (heard.question() == "health") {
        router.healthy.record(seen(scene, "r1", said, true));
        return;
    }
    const bool coordinator = heard.question().starts_with("coordinator");
    auto& routed = router.routed_leader[coordinator ? 0 : 1];
    if (said.contains("Unable to determine destination")) {
        routed.record(scene.answer(false));
    } else {
        routed.record(seen(scene, "r1", said, said.starts_with("200")));
    }
}

}  // namespace

void hear(Scene& scene, const Heard& heard) {
    scene.took(std::max(heard.answered - heard.asked, 1ms));
    const auto node = heard.node();
    if (node.starts_with("m")) hear_master(scene, heard);
    if (node == "router") hear_router(scene, heard);
    if (node.starts_with("lb")) {
        scene.view().druid->balancers.front().record_passage(seen(scene, "lb", heard.said, true));
    }
    if (node.starts_with("b")) {
        auto& broker = scene.broker(node);
        auto& track = heard.question() == "readiness" ? broker.ready : broker.query;
        track.record(seen(scene, node, heard.said, true));
    }
    scene.took(1ms);
}

}  // namespace druidwatch::test
