#pragma once

#include <functional>
#include <vector>

#include "cluster/druid_nodes.hpp"

namespace druidwatch::cluster {

/// How long a node that was only announced stays in view after its announcement went: long enough
/// to be told that it is down, and not for ever after it was taken away.
inline constexpr milliseconds forgotten_after = 10min;

/// Whether two host names lead to one host, as far as is known.
using SameHost = std::function<bool(const std::string&, const std::string&)>;

/// What announcements change about the nodes of a view. Nodes are known by their label.
struct NodeChanges {
    struct MasterChange {
        Process process;
        std::vector<Role> roles;  ///< all that it has from now on
    };

    std::vector<MasterChange> masters;  ///< new ones, and those whose roles are others
    std::vector<Process> brokers;
    std::vector<Process> routers;
    std::vector<std::string> forgotten;

    bool empty() const;

    /// Whether whoever asks this node has to stop before the changes are applied.
    bool concern(const std::string& node) const;
};

/// Who announces itself so, asked over TLS where `tls` says so or nothing else is open; nothing
/// where no port is.
std::optional<Process> process_of(const Announcement& announced, bool tls);

/// Notes by which further names the nodes of the view are announced, and since when they are not.
void learn_names(DruidView& view, const Announcements& announced, const SameHost& same_host,
                 Monotonic now);

/// Who is announced and not in view, who has other roles than thought, and who is gone for good. A
/// configured node is never forgotten. To be called after `learn_names`. Nodes that are only
/// announced are asked over TLS where `tls` says so or nothing else is open.
NodeChanges find_changes(const DruidView& view, const Announcements& announced, bool tls,
                         Monotonic now);

void apply(const NodeChanges& changes, DruidView& view, const NodeMaker& make);

}  // namespace druidwatch::cluster
