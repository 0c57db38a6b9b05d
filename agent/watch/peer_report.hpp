#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>

#include "cluster/peer_words.hpp"

namespace druidwatch::watch {

/// What another agent's /api/v1/clusters tells of what it reaches itself.
struct PeerReport {
    std::string agent;  ///< as it calls itself
    std::string taken;  ///< when its view was, by its clock; another with each view
    std::map<std::string, cluster::PeerReach> clusters;  ///< by name
};

/// Reads that document; an error in words where it is none. Only a node that has answered the
/// peer's own questions counts as reached: what the peer has from others, us among them, is no
/// news.
std::expected<PeerReport, std::string> read_peer_report(std::string_view document);

}  // namespace druidwatch::watch
