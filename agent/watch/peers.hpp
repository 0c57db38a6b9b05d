#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "net/loop.hpp"
#include "watch/peer_report.hpp"
#include "watch/snapshot.hpp"

namespace druidwatch::watch {

/// Asks the other agents of the same clusters what they reach, each by a coroutine of its own.
/// Belongs to the loop's thread; loop and HTTP client must outlive it.
class Peers {
  public:
    /// `asked`: when the peer was asked for it.
    using Heard =
        std::function<void(const std::string& peer, const PeerReport& report, Instant asked)>;

    Peers(net::Loop& loop, net::HttpClient& http, Heard heard);
    ~Peers();
    Peers(const Peers&) = delete;
    Peers& operator=(const Peers&) = delete;

    /// Asks these from now on, by their base URLs without a slash at the end.
    void follow(const std::vector<std::string>& urls,
                const std::shared_ptr<const net::HttpIdentity>& identity = nullptr);

    /// While something looks wrong, a peer's word is wanted sooner.
    void set_hurried(bool so);

    std::vector<PeerStatus> status() const;

    static constexpr milliseconds deadline = 4s;
    static constexpr std::size_t largest_answer = 16 << 20;  ///< bytes

  private:
    class Asker;
    struct Asked {
        std::shared_ptr<Asker> asker;
        net::TaskHandle task;
    };

    net::Loop& loop_;
    net::HttpClient& http_;
    Heard heard_;
    bool hurried_ = false;
    std::vector<Asked> asked_;
};

}  // namespace druidwatch::watch
