#include "exporters/web/node_json.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "cluster/every_track.hpp"
#include "exporters/web/answer_words.hpp"
#include "exporters/web/json_parts.hpp"

namespace druidwatch::exporters {
namespace {

namespace json = boost::json;

json::array failures_json(const cluster::FailureLog& log, Monotonic now) {
    json::array failures;
    for (const auto& spell : log.last_hour(now)) {
        failures.push_back(json::object{{"reason", name_of(spell.reason)},
                                        {"times", spell.times},
                                        {"first", rfc3339(spell.first.wall)},
                                        {"last", rfc3339(spell.last.wall)}});
    }
    return failures;
}

/// `ok` is null of a question that was not asked yet.
template <class T>
json::object question_json(std::string_view tier, std::string_view question,
                           const cluster::Track<T>& track, Monotonic now) {
    json::object object{{"tier", tier}, {"question", question}, {"ok", nullptr}, {"said", ""}};
    if (const auto* newest = track.newest()) {
        const auto took = newest->answered.mono - newest->asked.mono;
        object["ok"] = newest->answer.has_value();
        object["said"] =
            newest->answer ? words_of(*newest->answer) : to_string(newest->answer.error());
        object["asked_at"] = rfc3339(newest->asked.wall);
        object["took_seconds"] = std::chrono::duration<double>(took).count();
    }
    if (const auto* last = track.last_answer()) {
        object["last_answer_at"] = rfc3339(last->answered.wall);
        object["last_answer"] = words_of(*last->answer);
    }
    object["failures"] = failures_json(track.failures(), now);
    return object;
}

}  // namespace

std::optional<std::string> node_document(const watch::Snapshot& snapshot, std::string_view cluster,
                                         std::string_view node) {
    const auto found = std::ranges::find(snapshot.clusters, cluster,
                                         [](const auto& each) { return each.view.name; });
    if (found == snapshot.clusters.end()) return {};
    json::array questions;
    cluster::for_each_track(found->view, [&](std::string_view tier, const std::string& asked,
                                             std::string_view question, const auto& track) {
        if (asked != node) return;
        questions.push_back(question_json(tier, question, track, snapshot.taken.mono));
    });
    if (questions.empty()) return {};
    return json::serialize(json::object{{"agent", snapshot.agent},
                                        {"version", snapshot.version},
                                        {"taken", rfc3339(snapshot.taken.wall)},
                                        {"cluster", cluster},
                                        {"node", node},
                                        {"questions", std::move(questions)}});
}

}  // namespace druidwatch::exporters
