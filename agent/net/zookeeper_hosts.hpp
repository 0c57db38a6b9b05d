#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/endpoint.hpp"

namespace druidwatch::net {

/// The members that a session may be on.
class ZooKeeperHosts {
  public:
    explicit ZooKeeperHosts(std::vector<Endpoint> members) : members_(std::move(members)) {}

    void avoid(std::vector<Endpoint> members) { avoided_ = std::move(members); }

    /// The members but for those to avoid: for a new handle.
    std::vector<Endpoint> choose();

    /// Whether a handle of the last choice is, or without a connection could come to be, on a
    /// member to avoid.
    bool lead_astray(const std::optional<Endpoint>& connected) const;

    /// All members, separated by commas.
    std::string listed() const;

  private:
    bool avoided(const Endpoint& member) const;

    std::vector<Endpoint> members_;
    std::vector<Endpoint> avoided_;
    std::vector<Endpoint> chosen_;
};

}  // namespace druidwatch::net
