#include "net/zookeeper_gate.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/loop.hpp"
#include "net/stream.hpp"
#include "net/zookeeper_frames.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// The client judges by its pings how long a silence may last, and leaves then.
constexpr auto until_the_client_leaves = Monotonic::max();
constexpr milliseconds pause_after_failed_accept{100};

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

struct Door {
    Endpoint member;
    tcp::acceptor acceptor;
    tcp::endpoint address;
};

// The client on one side, a member on the other. Ended by whichever leaves first; destroyed before
// that, it was abandoned, and the member is told that the session is over.
struct Passage {
    tcp::socket client;
    Stream member;
    ZooKeeperFrames frames{};
    bool ended = false;

    ~Passage() {
        if (!ended && frames.session_open()) member.say_farewell(ZooKeeperFrames::farewell());
    }

    void end() {
        if (std::exchange(ended, true)) return;
        error_code ignored;
        client.close(ignored);
        member.close();
    }
};

using Chunk = std::array<char, 4096>;

}  // namespace

struct ZooKeeperGate::State {
    static Task<void> keep(std::shared_ptr<State> self, Door& door);
    static Task<void> lead(std::shared_ptr<State> self, tcp::socket client, Endpoint member);
    static Task<void> to_member(std::shared_ptr<State> self, std::shared_ptr<Passage> passage);
    static Task<Failure> to_client(std::shared_ptr<State> self, std::shared_ptr<Passage> passage,
                                   Endpoint member);

    void start(Task<void> task) {
        std::erase_if(tasks, [](const auto& ended) { return !ended.running(); });
        tasks.push_back(loop.start(std::move(task)));
    }

    Loop& loop;
    std::optional<TlsFiles> tls;
    milliseconds patience;
    std::vector<Door> doors{};
    std::vector<TaskHandle> tasks{};
    std::optional<tcp::endpoint> admitted{};
    std::optional<Failure> trouble{};
};

Task<void> ZooKeeperGate::State::keep(std::shared_ptr<State> self, Door& door) {
    for (;;) {
        error_code error;
        auto client = co_await door.acceptor.async_accept(into(error));
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            // Without descriptors left it would fail at once, again and again.
            co_await self->loop.wheel().sleep_until(self->loop.in(pause_after_failed_accept));
            continue;
        }
        const auto from = client.remote_endpoint(error);
        if (error || self->admitted != from) continue;
        client.set_option(tcp::no_delay(true), error);
        self->start(lead(self, std::move(client), door.member));
    }
}

Task<void> ZooKeeperGate::State::lead(std::shared_ptr<State> self, tcp::socket client,
                                      Endpoint member) {
    const auto* tls = self->tls ? &*self->tls : nullptr;
    auto stream =
        co_await Stream::connect(self->loop, member, tls, self->loop.in(self->patience), "session");
    if (!stream) {
        self->trouble = std::move(stream.error());
        co_return;
    }
    const auto passage = std::make_shared<Passage>(std::move(client), std::move(*stream));
    self->start(to_member(self, passage));
    auto failure = co_await to_client(self, passage, member);
    if (!passage->ended) self->trouble = std::move(failure);
    passage->end();
}

Task<void> ZooKeeperGate::State::to_member(std::shared_ptr<State> self,
                                           std::shared_ptr<Passage> passage) {
    Chunk chunk;
    for (;;) {
        error_code error;
        const auto count =
            co_await passage->client.async_read_some(asio::buffer(chunk), into(error));
        if (error == asio::error::operation_aborted) co_return;  // not the client's doing
        if (error) break;
        std::string passed;
        if (!passage->frames.from_client({chunk.data(), count}, passed)) break;
        if (!co_await passage->member.write_all(passed, until_the_client_leaves)) co_return;
    }
    passage->end();
}

Task<Failure> ZooKeeperGate::State::to_client(std::shared_ptr<State> self,
                                              std::shared_ptr<Passage> passage, Endpoint member) {
    Chunk chunk;
    for (;;) {
        const auto count = co_await passage->member.read_some(chunk, until_the_client_leaves);
        if (!count) co_return count.error();
        std::string passed;
        auto checked = passage->frames.from_member({chunk.data(), *count}, passed);
        if (!checked) {
            checked.error().attempted = "session";
            checked.error().target = to_string(member);
            co_return std::move(checked.error());
        }
        if (passage->frames.session_open()) self->trouble.reset();
        error_code error;
        co_await asio::async_write(passage->client, asio::buffer(passed), into(error));
        if (error && error != asio::error::operation_aborted) passage->end();
    }
}

ZooKeeperGate::ZooKeeperGate(Loop& loop, const std::vector<Endpoint>& members, const TlsFiles* tls,
                             milliseconds patience)
    : state_(std::make_shared<State>(State{
          .loop = loop,
          .tls = tls ? std::optional(*tls) : std::nullopt,
          .patience = patience,
      })) {
    for (const auto& member : members) {
        tcp::acceptor acceptor(loop.context());
        error_code error;
        acceptor.open(tcp::v4(), error);
        if (!error) acceptor.bind({asio::ip::address_v4::loopback(), 0}, error);
        if (!error) acceptor.listen(1, error);
        if (error) continue;  // out of descriptors or ports; the session tries again
        const auto address = acceptor.local_endpoint(error);
        state_->doors.push_back({member, std::move(acceptor), address});
    }
    for (auto& door : state_->doors) state_->start(State::keep(state_, door));
}

ZooKeeperGate::~ZooKeeperGate() {
    for (auto& task : state_->tasks) task.cancel();
}

std::string ZooKeeperGate::hosts() const {
    std::string list;
    for (const auto& door : state_->doors) {
        const auto& address = door.address;
        list += (list.empty() ? "" : ",") +
                to_string(Endpoint{address.address().to_string(), address.port()});
    }
    return list;
}

std::optional<Endpoint> ZooKeeperGate::member_at(const tcp::endpoint& address) const {
    const auto found = std::ranges::find(state_->doors, address, &Door::address);
    return found == state_->doors.end() ? std::nullopt : std::optional(found->member);
}

void ZooKeeperGate::admit(const tcp::endpoint& client) { state_->admitted = client; }

const std::optional<Failure>& ZooKeeperGate::trouble() const { return state_->trouble; }

}  // namespace druidwatch::net
