#include "net/resolver.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <netdb.h>
#include <sys/socket.h>

#include "net/background.hpp"
#include "net/timer_wheel.hpp"
#include "net/waiter.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;

namespace {

std::expected<Addresses, std::string> look_up_by_system(const std::string& name) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    const int error = getaddrinfo(name.c_str(), nullptr, &hints, &found);
    if (error == EAI_SYSTEM) return std::unexpected(std::string(std::strerror(errno)));
    if (error != 0) return std::unexpected(std::string(gai_strerror(error)));
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);

    Addresses addresses;
    for (const auto* entry = found; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity()) continue;
        std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
        const auto address = endpoint.address();
        if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
    }
    if (addresses.empty()) return std::unexpected(std::string("no address"));
    return addresses;
}

}  // namespace

std::optional<Addresses> addresses_without_look_up(const std::string& host) {
    if (host == "localhost") {
        return Addresses{asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
    }
    boost::system::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) return {};
    return Addresses{address};
}

struct Resolver::Name {
    std::optional<Addresses> addresses;
    std::string error = "no answer from the resolver";
    Monotonic asked{};
    bool in_flight = false;
    std::vector<Waiter*> waiting;
};

// Where helper threads leave answers; closed when the resolver ends before they do.
struct Resolver::Mailbox {
    std::mutex mutex;
    asio::io_context* context;
    Resolver* resolver;
};

Resolver::Resolver(asio::io_context& context, TimerWheel& wheel, Background& background)
    : Resolver(context, wheel, background, look_up_by_system) {}

Resolver::Resolver(asio::io_context& context, TimerWheel& wheel, Background& background,
                   LookUp look_up)
    : wheel_(wheel),
      background_(background),
      look_up_(std::move(look_up)),
      mailbox_(std::make_shared<Mailbox>()) {
    mailbox_->context = &context;
    mailbox_->resolver = this;
}

Resolver::~Resolver() {
    const std::lock_guard lock(mailbox_->mutex);
    mailbox_->context = nullptr;
    mailbox_->resolver = nullptr;
}

std::optional<Addresses> Resolver::known(const std::string& host) {
    if (auto plain = addresses_without_look_up(host)) return plain;
    return renewed(host)->addresses;
}

Task<Result<Addresses>> Resolver::resolve(std::string host, Monotonic deadline) {
    if (auto plain = addresses_without_look_up(host)) co_return std::move(*plain);
    const auto name = renewed(host);
    if (!name->addresses) {
        Waiter answered;
        name->waiting.push_back(&answered);
        struct Leave {
            Name& name;
            Waiter& waiter;
            ~Leave() { std::erase(name.waiting, &waiter); }
        } const leave{*name, answered};
        const Alarm alarm(wheel_, deadline, [&answered] { answered.wake(); });
        co_await answered.wait();
    }
    if (!name->addresses) {
        co_return std::unexpected(Failure{Reason::unreachable, "look up", host, name->error});
    }
    co_return *name->addresses;
}

std::shared_ptr<Resolver::Name> Resolver::renewed(const std::string& host) {
    auto& name = names_[host];
    if (!name) name = std::make_shared<Name>();
    const auto now = wheel_.now().mono;
    if (name->in_flight || (name->addresses && now - name->asked < renew_after)) return name;

    name->in_flight = true;
    name->asked = now;
    background_.run(Background::Ending::may_be_abandoned,
                    [look_up = look_up_, host, mailbox = mailbox_] {
                        auto answer = look_up(host);
                        const std::lock_guard lock(mailbox->mutex);
                        if (mailbox->context == nullptr) return;
                        asio::post(*mailbox->context, [mailbox, host, answer = std::move(answer)] {
                            if (mailbox->resolver) mailbox->resolver->answered(host, answer);
                        });
                    });
    return name;
}

void Resolver::answered(const std::string& host, std::expected<Addresses, std::string> answer) {
    auto& name = *names_.at(host);
    name.in_flight = false;
    if (answer) {
        name.addresses = std::move(*answer);
    } else {
        name.error = std::move(answer.error());
    }
    for (auto* waiter : name.waiting) waiter->wake();
}

}  // namespace druidwatch::net
