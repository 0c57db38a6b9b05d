#include <algorithm>
#include <cerrno>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/mariadb_options.hpp"
#include "net/mariadb_session.hpp"

// How a session of MariadbConnection begins; what is said on it is in mariadb.cpp.

namespace druidwatch::net {
namespace {

bool must_have_tls(const MariadbTarget& target) {
    const auto mode = tls_of(target);
    return mode && *mode >= MariadbTls::require;
}

// In place of the library's own poll. A helper thread waits; the loop's never does.
int wait_for_socket(my_socket socket, my_bool reads, int) {
    pollfd watched{.fd = static_cast<int>(socket),
                   .events = static_cast<short>(reads ? POLLIN : POLLOUT),
                   .revents = 0};
    return poll(&watched, 1, -1);
}

int never_wait(my_socket, my_bool, int) { return 0; }

const char* word_or_null(const MariadbTarget& target, const std::string& name) {
    const auto found = target.words.find(name);
    return found == target.words.end() ? nullptr : found->second.c_str();
}

}  // namespace

int MariadbConnection::Impl::Login::start() {
    return mysql_real_connect_start(
        &done, session.get(), host.c_str(), word_or_null(target, "user"), target.password.c_str(),
        word_or_null(target, "dbname"), target.endpoint.port, nullptr, CLIENT_MULTI_STATEMENTS);
}

int MariadbConnection::Impl::Login::go_on(int events) {
    return step([&] { return mysql_real_connect_cont(&done, session.get(), events); });
}

Task<Result<void>> MariadbConnection::Impl::connect(MariadbTarget target, Monotonic deadline) {
    close();
    target_ = to_string(target.endpoint);
    begin("connect", deadline);
    auto addresses = co_await loop_.resolver().resolve(target.endpoint.host, deadline);
    if (!addresses) {
        co_return std::unexpected(
            failure(addresses.error().reason, "look up: " + addresses.error().answer));
    }
    std::optional<Failure> first;
    for (const auto& address : *addresses) {
        auto connected = co_await connect_to(target, address);
        if (connected) co_return Result<void>{};
        // The first address says most: the others are often another family that nobody uses.
        if (!first) first = std::move(connected.error());
        if (first->reason != Reason::refused && first->reason != Reason::unreachable) break;
    }
    co_return std::unexpected(std::move(*first));
}

Task<Result<void>> MariadbConnection::Impl::connect_to(const MariadbTarget& target,
                                                       asio::ip::address address) {
    close();
    Exchange spoken(*this);
    session_ = {mysql_init(nullptr), mysql_close};
    if (!session_) co_return std::unexpected(failure(Reason::unreachable, "out of memory"));
    if (auto unsafe = set_options(session_.get(), target); !unsafe.empty()) {
        co_return std::unexpected(failure(Reason::tls, std::move(unsafe)));
    }
    mysql_optionsv(session_.get(), MARIADB_OPT_IO_WAIT, reinterpret_cast<const void*>(never_wait));
    if (auto shaken = co_await shake_hands(target, address.to_string()); !shaken) {
        co_return std::move(shaken);
    }
    if (must_have_tls(target) && !mysql_get_ssl_cipher(session_.get())) {
        co_return std::unexpected(failure(Reason::tls, "the server speaks no TLS"));
    }
    if (auto limited = co_await limit_statements(target.statement_timeout); !limited) {
        co_return std::move(limited);
    }
    spoken.settle();
    established_ = true;
    watch_idle();
    co_return Result<void>{};
}

// The library reads `host` twice: for the address before it connects, when it would look a name up
// and block, and for the name that must be in the certificate afterwards.
Task<Result<void>> MariadbConnection::Impl::shake_hands(const MariadbTarget& target,
                                                        const std::string& address) {
    const auto login = std::make_shared<Login>();
    login->target = target;
    login->session = session_;
    const auto& name = target.endpoint.host;
    login->host.resize(std::max(address.size(), name.size()));
    login->host.replace(0, address.size(), address);
    int pending = login->start();
    if (pending != 0) {
        if (!borrow_socket()) co_return std::unexpected(failure(Reason::unreachable, "no socket"));
        auto greeting = co_await hear_greeting();
        if (!greeting) co_return std::unexpected(std::move(greeting.error()));
        if (*greeting == Greeting::plain && must_have_tls(target)) {
            co_return std::unexpected(failure(Reason::tls, "the server speaks no TLS"));
        }
        login->host.assign(name);
        if (*greeting == Greeting::offers_tls && tls_of(target) != MariadbTls::disable) {
            auto begun = co_await begin_tls(login);
            if (!begun) co_return std::unexpected(std::move(begun.error()));
            pending = *begun;
        } else {
            pending = login->go_on(MYSQL_WAIT_WRITE);
        }
    }
    auto finished = co_await finish(pending, [&](int events) { return login->go_on(events); });
    if (!finished) co_return std::move(finished);
    if (!login->done) co_return std::unexpected(failure_of_session());
    co_return Result<void>{};
}

// A server speaks first. Before anything is said to it we know whether it has TLS: the library
// would go on in plain, and log in.
Task<Result<Greeting>> MariadbConnection::Impl::hear_greeting() {
    constexpr milliseconds rest_of_it{5};
    for (;;) {
        if (auto ready = co_await until_ready(MYSQL_WAIT_READ); !ready) {
            co_return std::unexpected(std::move(ready.error()));
        }
        char bytes[1024];
        const auto count =
            recv(socket_.native_handle(), bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
        // A socket may be called readable while it still connects, with nothing to read.
        const bool too_early = count < 0 && errno == EAGAIN;
        // Closed, reset or refused: the library says so best.
        if (!too_early && (count <= 0 || count == sizeof bytes)) co_return Greeting::other;
        const auto greeting = too_early ? Greeting::incomplete
                                        : read_greeting({bytes, static_cast<std::size_t>(count)});
        if (greeting != Greeting::incomplete) co_return greeting;
        if (loop_.now().mono >= deadline_) co_return std::unexpected(timed_out());
        co_await loop_.wheel().sleep_until(loop_.in(rest_of_it));
        if (!session_) co_return std::unexpected(failure(Reason::closed, "closed here"));
    }
}

// In the handshake of TLS the library polls, whatever was asked of it: that one step is made on a
// helper thread. What interrupts it is the end of its socket, of which we hold a duplicate.
Task<Result<int>> MariadbConnection::Impl::begin_tls(std::shared_ptr<Login> login) {
    never_block(socket_);
    mysql_optionsv(session_.get(), MARIADB_OPT_IO_WAIT,
                   reinterpret_cast<const void*>(wait_for_socket));
    loop_.background().run(Background::Ending::must_finish, [login, &loop = loop_] {
        login->pending = login->go_on(MYSQL_WAIT_READ);
        loop.post([login] {
            login->over = true;
            login->back.wake();
        });
    });
    const Alarm alarm(loop_.wheel(), deadline_, [login] { login->back.wake(); });
    is_away_ = true;
    co_await login->back.wait();
    if (!session_) co_return std::unexpected(failure(Reason::closed, "closed here"));
    if (!login->over) {
        close();
        co_return std::unexpected(timed_out());
    }
    is_away_ = false;
    mysql_optionsv(session_.get(), MARIADB_OPT_IO_WAIT, reinterpret_cast<const void*>(never_wait));
    co_return login->pending;
}

Task<Result<void>> MariadbConnection::Impl::limit_statements(milliseconds limit) {
    constexpr unsigned long has_max_execution_time = 50708;
    std::string set;
    if (mariadb_connection(session_.get())) {
        set = fmt::format("SET max_statement_time = {}", static_cast<double>(limit.count()) / 1e3);
    } else if (mysql_get_server_version(session_.get()) >= has_max_execution_time) {
        set = fmt::format("SET max_execution_time = {}", limit.count());
    }
    if (set.empty()) co_return Result<void>{};
    auto answers = co_await exchange(set);
    if (answers.stopped) co_return std::unexpected(std::move(*answers.stopped));
    co_return Result<void>{};
}

}  // namespace druidwatch::net
