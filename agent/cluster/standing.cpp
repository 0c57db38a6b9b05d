#include "cluster/standing.hpp"

#include <utility>

namespace druidwatch::cluster {

std::string_view name_of(Reach reach) {
    switch (reach) {
        case Reach::answers:
            return "answers";
        case Reach::down:
            return "down";
        case Reach::rejected:
            return "rejected";
        case Reach::silent:
            return "silent";
        case Reach::not_allowed:
            return "not_allowed";
        case Reach::unknown:
            return "unknown";
    }
    std::unreachable();
}

Reach reach_of(Standing standing) {
    switch (standing) {
        case Standing::down:
            return Reach::down;
        case Standing::rejected:
            return Reach::rejected;
        case Standing::silent:
            return Reach::silent;
        case Standing::not_allowed:
            return Reach::not_allowed;
    }
    std::unreachable();
}

}  // namespace druidwatch::cluster
