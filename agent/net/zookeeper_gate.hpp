#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/tls_files.hpp"

namespace druidwatch::net {

class Loop;

/// Stands between a handle of the C client and the members of an ensemble: a door on loopback for
/// each member, that only this handle may enter. Behind it what both say is led through
/// `ZooKeeperFrames`, and goes to the member over TCP or TLS. So the client resolves no name, reads
/// nothing malformed, and need not speak TLS, which Debian's does not.
class ZooKeeperGate {
  public:
    /// `tls`: null for plain TCP. `patience`: for a connection to a member, its TLS handshake
    /// included.
    ZooKeeperGate(Loop& loop, const std::vector<Endpoint>& members, const TlsFiles* tls,
                  milliseconds patience);

    /// Closes every door and connection. A session that is open then is ended at its member.
    ~ZooKeeperGate();
    ZooKeeperGate(const ZooKeeperGate&) = delete;
    ZooKeeperGate& operator=(const ZooKeeperGate&) = delete;

    /// The doors in the order of the members, as the client wants them; empty where there is none.
    std::string hosts() const;

    /// Whose door this is.
    std::optional<Endpoint> member_at(const boost::asio::ip::tcp::endpoint& door) const;

    /// From where the client comes; nobody else is let in.
    void admit(const boost::asio::ip::tcp::endpoint& client);

    /// How the last connection to a member failed, by that member's doing; nothing once one granted
    /// a session.
    const std::optional<Failure>& trouble() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace druidwatch::net
