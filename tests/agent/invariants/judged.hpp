#pragma once

#include <catch2/catch.hpp>

#include "invariants/catalog.hpp"
#include "support/scene.hpp"

namespace druidwatch::test {

/// A cluster in which everything has answered as in good health.
inline Scene healthy() {
    Scene scene;
    scene.at(0s).all_is_well();
    return scene;
}

/// What the catalog's row says of a scene now; for an invariant of a node, of that node.
inline invariants::Verdict judged(const Scene& scene, std::string_view tier, std::string_view name,
                                  const std::string& node = {}) {
    const auto* row = invariants::find({tier, name});
    REQUIRE(row);
    for (auto& verdict : row->evaluate(scene.view(), scene.now())) {
        if (node.empty() || verdict.node == Scene::node(node)) return verdict;
    }
    FAIL("no verdict of " << tier << " " << name << " on " << node);
    return {};
}

inline invariants::State state(const Scene& scene, std::string_view tier, std::string_view name,
                               const std::string& node = {}) {
    return judged(scene, tier, name, node).state;
}

}  // namespace druidwatch::test

template <>
struct Catch::StringMaker<druidwatch::invariants::State> {
    static std::string convert(druidwatch::invariants::State state) {
        return std::string(druidwatch::invariants::name_of(state));
    }
};
