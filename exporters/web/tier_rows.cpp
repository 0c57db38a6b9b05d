#include "exporters/web/tier_rows.hpp"

#include <utility>

namespace druidwatch::exporters {
namespace {

using cluster::Reach;

NodeState state_of(Reach reach) {
    switch (reach) {
        case Reach::answers:
            return NodeState::up;
        case Reach::down:
            return NodeState::down;
        case Reach::rejected:
            return NodeState::rejected;
        case Reach::silent:
            return NodeState::silent;
        case Reach::not_allowed:
            return NodeState::not_allowed;
        case Reach::unknown:
            return NodeState::unknown;
    }
    std::unreachable();
}

std::string words_of(Reason reason) {
    std::string words(druidwatch::name_of(reason));
    std::ranges::replace(words, '_', ' ');
    return words;
}

}  // namespace

int Word::firmness(Reach reach) {
    switch (reach) {
        case Reach::answers:
            return 5;
        case Reach::down:
            return 4;
        case Reach::rejected:
            return 3;
        case Reach::silent:
            return 2;
        case Reach::not_allowed:
            return 1;
        case Reach::unknown:
            return 0;
    }
    std::unreachable();
}

NodeRow Word::row(std::string node) const {
    NodeRow row{.node = std::move(node), .state = state_of(reach_), .last_answer = last_answer_};
    if (failure_) {
        row.note = words_of(failure_->reason);
        row.said = to_string(*failure_);
    } else if (!answers()) {
        row.note = last_answer_ ? "not heard of lately" : "not asked yet";
    }
    return row;
}

}  // namespace druidwatch::exporters
