#include "cluster/claims.hpp"

#include <set>

namespace druidwatch::cluster {
namespace {

std::set<std::string> nodes_that_claim_last(const Claims& claims) {
    std::set<std::string> heard;
    std::set<std::string> claiming;
    for (auto claim = claims.rbegin(); claim != claims.rend(); ++claim) {
        if (heard.insert(claim->node).second && claim->made) claiming.insert(claim->node);
    }
    return claiming;
}

bool before(const Claim& earlier, const Claim& later) {
    return earlier.answered.mono <= later.asked.mono;
}

/// The claim of `again`'s node before `other`, with no denial of that node in between.
template <class Iterator>
std::optional<Claim> first_slice(Iterator other, Iterator end, const Claim& again) {
    for (auto first = std::next(other); first != end; ++first) {
        if (first->node != again.node) continue;
        if (!first->made) return {};
        if (before(*first, *other)) return *first;
    }
    return {};
}

}  // namespace

void remember(Claims& claims, Claim claim) {
    if (claims.size() == claims_kept) claims.erase(claims.begin());
    claims.push_back(std::move(claim));
}

std::optional<Overlap> proven_overlap(const Claims& claims) {
    const auto claiming = nodes_that_claim_last(claims);
    if (claiming.size() < 2) return {};
    for (auto again = claims.rbegin(); again != claims.rend(); ++again) {
        if (!again->made || !claiming.contains(again->node)) continue;
        for (auto other = std::next(again); other != claims.rend(); ++other) {
            if (other->node == again->node) {
                if (!other->made) break;
                continue;
            }
            if (!other->made || !claiming.contains(other->node) || !before(*other, *again))
                continue;
            if (auto first = first_slice(other, claims.rend(), *again)) {
                return Overlap{*std::move(first), *other, *again};
            }
        }
    }
    return {};
}

}  // namespace druidwatch::cluster
