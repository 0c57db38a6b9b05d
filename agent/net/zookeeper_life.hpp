#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/backoff.hpp"
#include "net/loop.hpp"
#include "net/zookeeper_handle.hpp"
#include "net/zookeeper_hosts.hpp"
#include "net/zookeeper_session.hpp"

namespace druidwatch::net {

/// Keeps a session alive: connects, renews what expired, rests where it was refused. Requests are
/// `ZooKeeperSession`'s, and hold on to it until they are answered.
class ZooKeeperLife {
  public:
    ZooKeeperLife(Loop& loop, std::vector<Endpoint> members, milliseconds session_timeout,
                  ZooKeeperIdentity identity)
        : loop_(loop),
          hosts_(std::move(members)),
          session_timeout_(session_timeout),
          identity_(std::move(identity)) {}

    static void begin(const std::shared_ptr<ZooKeeperLife>& self) {
        self->task_ = self->loop_.start(live(self));
    }
    void end();

    /// Nothing but how long it took to no avail: connected, refused, or neither by then.
    Task<void> until_connected(Monotonic deadline);

    /// While it is connected.
    std::shared_ptr<ZooKeeperReply> request(ZooKeeperHandle::Question question,
                                            const std::string& path, bool watch) {
        return handle_->request(question, path, watch);
    }

    /// What a reply's code means. One that says that we are not who we should be ends the session.
    Failure failed(int code, const std::string& path);
    Failure failure(Reason reason, const std::string& attempted, std::string answer) const;

    void avoid(std::vector<Endpoint> members);
    void listen(std::function<void(const ZooKeeperEvent&)> listener) {
        listener_ = std::move(listener);
    }

    bool connected() const { return connected_; }
    std::optional<Endpoint> connected_member() const;
    const std::optional<Failure>& refusal() const { return refusal_; }
    std::optional<Failure> trouble() const;
    std::int64_t session_id() const { return handle_ && had_session_ ? handle_->session_id() : 0; }
    Loop& loop() const { return loop_; }

  private:
    static Task<void> live(std::shared_ptr<ZooKeeperLife> self);

    bool open();
    void deliver();
    void take_state(int state);
    void tell(ZooKeeperEvent::Kind kind, std::string path = {});
    bool outlived() const;
    bool astray() const;
    void drop();
    void refused(int code, const std::string& attempted);
    const Digest* digest() const { return identity_.digest ? &*identity_.digest : nullptr; }

    Loop& loop_;
    ZooKeeperHosts hosts_;
    milliseconds session_timeout_;
    ZooKeeperIdentity identity_;
    std::function<void(const ZooKeeperEvent&)> listener_;
    std::unique_ptr<ZooKeeperHandle> handle_;
    std::vector<Waiter*> awaiting_session_;
    TaskHandle task_;
    Monotonic last_connected_;  // or when the handle was made
    Backoff backoff_{first_pause, longest_pause};
    std::optional<Failure> refusal_;
    std::optional<Failure> last_trouble_;  // that an earlier handle had
    bool connected_ = false;
    bool had_session_ = false;
    bool expired_ = false;
    bool ended_ = false;

    static constexpr milliseconds first_pause{50};
    static constexpr milliseconds longest_pause{2000};
};

}  // namespace druidwatch::net
