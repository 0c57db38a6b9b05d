#include "invariants/verdict.hpp"

#include <utility>

namespace druidwatch::invariants {

std::string_view name_of(State state) {
    switch (state) {
        case State::holds:
            return "holds";
        case State::violated:
            return "violated";
        case State::unknown:
            return "unknown";
    }
    std::unreachable();
}

Verdict holds() { return {.state = State::holds}; }

Verdict violated(std::string text, cluster::EvidenceList evidence) {
    return {.state = State::violated, .text = std::move(text), .evidence = std::move(evidence)};
}

Verdict unknown(std::string text, cluster::EvidenceList evidence) {
    return {.state = State::unknown, .text = std::move(text), .evidence = std::move(evidence)};
}

}  // namespace druidwatch::invariants
