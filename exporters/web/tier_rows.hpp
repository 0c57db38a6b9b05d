#pragma once

#include <vector>

#include "exporters/web/node_rows.hpp"

namespace druidwatch::exporters {

/// What the questions to one node tell together: whether it answers any of them, and if none, the
/// firmest of the failures (a refusal says more than silence).
class Word {
  public:
    explicit Word(Monotonic now) : now_(now) {}

    template <class T>
    Word& hear(const cluster::Track<T>& track) {
        const auto reach = cluster::reach(track, now_);
        if (firmness(reach) > firmness(reach_)) {
            reach_ = reach;
            const auto* failure = track.failure(now_);
            failure_ = failure ? *failure : std::optional<Failure>{};
        }
        if (const auto* answer = track.last_answer()) {
            last_answer_ = std::max(last_answer_.value_or(WallTime::min()), answer->answered.wall);
        }
        return *this;
    }

    bool answers() const { return reach_ == cluster::Reach::answers; }

    /// A row that says how asking failed, or, of a node that answers, one still to be filled in.
    NodeRow row(std::string node) const;

  private:
    static int firmness(cluster::Reach reach);

    Monotonic now_;
    cluster::Reach reach_ = cluster::Reach::unknown;
    std::optional<Failure> failure_;  ///< none where nothing was asked lately
    std::optional<WallTime> last_answer_;
};

std::vector<NodeRow> zookeeper_rows(const cluster::ZooKeeperView& view, Monotonic now);
std::vector<NodeRow> metadata_rows(const cluster::MetadataView& view, Monotonic now);
/// Only the masters that have the role. The latch tells a false leader from the true one.
std::vector<NodeRow> master_rows(const cluster::ClusterView& view, cluster::Role role,
                                 Monotonic now);
std::vector<NodeRow> broker_rows(const cluster::DruidView& view, Monotonic now);
std::vector<NodeRow> balancer_rows(const cluster::DruidView& view, Monotonic now);
std::vector<NodeRow> router_rows(const cluster::DruidView& view, Monotonic now);

}  // namespace druidwatch::exporters
