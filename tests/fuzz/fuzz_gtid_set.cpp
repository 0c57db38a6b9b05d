#include "cluster/gtid_set.hpp"
#include "fuzz/target.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using cluster::GtidPosition;
    using cluster::GtidSet;
    if (const auto set = GtidSet::parse(bytes)) {
        require(GtidSet::parse(set->to_string()) == set);
        require(set->minus(*set).empty());
        require(set->minus(GtidSet{}) == *set);
        require(set->empty() == (set->size() == 0));
    }
    if (const auto position = GtidPosition::parse(bytes)) {
        require(position->missing_of(*position) == 0);
        require(GtidPosition::parse(bytes) == position);
    }
}

}  // namespace druidwatch::fuzz
