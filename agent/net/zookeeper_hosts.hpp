#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "base/endpoint.hpp"

namespace druidwatch::net {

class Resolver;

/// The members that a handle of the C client may connect to, by numeric addresses: it would look up
/// names itself, and block over it.
class ZooKeeperHosts {
  public:
    explicit ZooKeeperHosts(std::vector<Endpoint> members) : members_(std::move(members)) {}

    void avoid(std::vector<Endpoint> members) { avoided_ = std::move(members); }

    /// The members but for those to avoid, as far as their addresses are known now, as the client
    /// wants them; empty where none is.
    std::string look_up(Resolver& resolver);

    /// Whose address this was at the last look-up.
    std::optional<Endpoint> member_at(const boost::asio::ip::tcp::endpoint& address) const;

    /// Whether a handle made of the last look-up is, or without a connection could come to be, on a
    /// member to avoid.
    bool lead_astray(const std::optional<boost::asio::ip::tcp::endpoint>& connected) const;

    /// All members, separated by commas.
    std::string listed() const;

  private:
    bool avoided(const Endpoint& member) const;

    std::vector<Endpoint> members_;
    std::vector<Endpoint> avoided_;
    std::vector<std::pair<boost::asio::ip::tcp::endpoint, Endpoint>> addresses_;
};

}  // namespace druidwatch::net
