#include "net/postgres.hpp"

#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "net/postgres_rows.hpp"
#include "net/postgres_session.hpp"
#include "net/postgres_words.hpp"
#include "net/reason_of.hpp"

namespace druidwatch::net {
namespace {

// Of one question. What the watched statements bring is a hundredth of it; libpq itself has no
// limit and would take in rows for as long as somebody sends them.
constexpr std::size_t answer_limit = 256 * 1024;

PostgresError error_of(const PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (!state) return read_connect_error(PQresultErrorMessage(result));
    const char* words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return {reason_of_sqlstate(state), std::string(state) + ": " + (words ? words : "")};
}

}  // namespace

void PostgresConnection::Impl::close() {
    if (socket_.is_open()) socket_.release();
    session_.reset();
}

Task<Result<void>> PostgresConnection::Impl::connect(PostgresTarget target, Monotonic deadline) {
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

Task<Result<void>> PostgresConnection::Impl::connect_to(const PostgresTarget& target,
                                                        asio::ip::address address) {
    const auto words = connection_words(target, address);
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : words) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);

    close();
    Exchange spoken(*this);
    session_.reset(PQconnectStartParams(keys.data(), values.data(), 0));
    if (!session_) co_return std::unexpected(failure(Reason::unreachable, "out of memory"));
    // libpq tells the SQLSTATE of a failed connect only in the text of a verbose error.
    PQsetErrorVerbosity(session_.get(), PQERRORS_VERBOSE);
    PQsetNoticeProcessor(session_.get(), [](void*, const char*) {}, nullptr);
    if (auto shaken = co_await shake_hands(); !shaken) co_return std::move(shaken);
    PQsetnonblocking(session_.get(), 1);
    // Not among the `options` of the connection: PgBouncer refuses those.
    auto limited = co_await exchange(
        "SET statement_timeout = " + std::to_string(target.statement_timeout.count()), {});
    if (!limited) co_return std::unexpected(std::move(limited.error()));
    spoken.settle();
    watch_idle();
    co_return Result<void>{};
}

Task<Result<void>> PostgresConnection::Impl::shake_hands() {
    auto step =
        PQstatus(session_.get()) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    for (;;) {
        if (step == PGRES_POLLING_FAILED) co_return std::unexpected(failure_of_session());
        // Anew for each step: libpq may have opened another socket, and under the same number.
        if (!borrow_socket()) co_return std::unexpected(failure(Reason::unreachable, "no socket"));
        if (step == PGRES_POLLING_OK) co_return Result<void>{};
        const auto what = step == PGRES_POLLING_READING ? Wait::wait_read : Wait::wait_write;
        if (auto ready = co_await until_ready(what); !ready) co_return std::move(ready);
        step = PQconnectPoll(session_.get());
    }
}

bool PostgresConnection::Impl::borrow_socket() {
    if (socket_.is_open()) socket_.release();
    boost::system::error_code error;
    socket_.assign(PQsocket(session_.get()), error);
    return !error;
}

Task<Result<void>> PostgresConnection::Impl::until_ready(Wait what) {
    bool passed = false;
    const Alarm alarm(loop_.wheel(), deadline_, [this, &passed] {
        passed = true;
        close();
    });
    boost::system::error_code error;
    co_await socket_.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
    if (passed) {
        co_return std::unexpected(failure(Reason::timed_out, words_of_timeout(deadline_ - begun_)));
    }
    if (!session_) co_return std::unexpected(failure(Reason::closed, "closed here"));
    if (error) throw boost::system::system_error(error);
    if (what == Wait::wait_read && is_too_much()) {
        close();
        co_return std::unexpected(
            failure(Reason::too_large, fmt::format("more than {} bytes", answer_limit)));
    }
    co_return Result<void>{};
}

// Counts what waits to be read. libpq may read a little more at once, its buffer at most.
bool PostgresConnection::Impl::is_too_much() {
    boost::system::error_code ignored;
    asio::posix::descriptor_base::bytes_readable waiting;
    socket_.io_control(waiting, ignored);
    received_ += waiting.get();
    return received_ > answer_limit;
}

Task<Result<Rows>> PostgresConnection::Impl::query(std::string sql, std::vector<std::string> params,
                                                   Monotonic deadline) {
    begin("query", deadline);
    if (!connected()) co_return std::unexpected(failure(Reason::closed, "not connected"));
    Exchange spoken(*this);
    boost::system::error_code ignored;
    socket_.cancel(ignored);  // the idle watch: what comes now is the answer
    auto result = co_await exchange(std::move(sql), std::move(params));
    if (connected()) {
        spoken.settle();
        watch_idle();
    }
    if (!result) co_return std::unexpected(std::move(result.error()));
    co_return read_rows(result->get());
}

Task<Result<PgResult>> PostgresConnection::Impl::exchange(std::string sql,
                                                          std::vector<std::string> params) {
    std::vector<const char*> values;
    for (const auto& param : params) values.push_back(param.c_str());
    if (!PQsendQueryParams(session_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                           values.data(), nullptr, nullptr, 0)) {
        co_return std::unexpected(failure_of_session());
    }
    if (auto sent = co_await flush(); !sent) co_return std::unexpected(std::move(sent.error()));
    PgResult answer;
    for (;;) {
        auto next = co_await next_result();
        if (!next) co_return std::move(next);
        if (!*next) break;
        // The first error counts: what follows it is about the end of the connection.
        if (!answer || PQresultStatus(answer.get()) != PGRES_FATAL_ERROR) answer = std::move(*next);
    }
    const auto status = answer ? PQresultStatus(answer.get()) : PGRES_BAD_RESPONSE;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) co_return std::move(answer);
    auto error = error_of(answer.get());
    co_return std::unexpected(failure(error.reason, std::move(error.answer)));
}

Task<Result<void>> PostgresConnection::Impl::flush() {
    for (;;) {
        const int left = PQflush(session_.get());
        if (left == 0) co_return Result<void>{};
        if (left < 0) co_return std::unexpected(failure_of_session());
        if (auto ready = co_await until_ready(Wait::wait_write); !ready) co_return std::move(ready);
    }
}

// A null result when the statement is over.
Task<Result<PgResult>> PostgresConnection::Impl::next_result() {
    while (PQisBusy(session_.get())) {
        if (auto ready = co_await until_ready(Wait::wait_read); !ready) {
            co_return std::unexpected(std::move(ready.error()));
        }
        if (!PQconsumeInput(session_.get())) co_return std::unexpected(failure_of_session());
    }
    PgResult result(PQgetResult(session_.get()));
    const auto status = result ? PQresultStatus(result.get()) : PGRES_COMMAND_OK;
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
        close();  // such a result would never be the last
        co_return std::unexpected(failure(Reason::protocol, "COPY is not for a query"));
    }
    co_return std::move(result);
}

void PostgresConnection::Impl::watch_idle() {
    socket_.async_wait(Wait::wait_read, [weak = weak_from_this()](const auto& released) {
        const auto alive = weak.lock();
        if (alive && !released) alive->look_at_idle();
    });
}

void PostgresConnection::Impl::look_at_idle() {
    if (!session_ || busy_) return;
    if (!is_too_much() && PQconsumeInput(session_.get()) && connected()) {
        PQisBusy(session_.get());  // takes in notices and parameters
        watch_idle();
        return;
    }
    close();
    if (const auto callback = on_lost) callback();
}

PostgresConnection::PostgresConnection(Loop& loop) : impl_(std::make_shared<Impl>(loop)) {}

PostgresConnection::~PostgresConnection() {
    impl_->on_lost = nullptr;
    impl_->close();
}

// The session outlives its owner for as long as one of its coroutines is on its way to an end.
Task<Result<void>> PostgresConnection::connect(PostgresTarget target, Monotonic deadline) {
    const auto impl = impl_;
    co_return co_await impl->connect(std::move(target), deadline);
}

Task<Result<Rows>> PostgresConnection::query(std::string sql, std::vector<std::string> params,
                                             Monotonic deadline) {
    const auto impl = impl_;
    co_return co_await impl->query(std::move(sql), std::move(params), deadline);
}

bool PostgresConnection::connected() const { return impl_->connected(); }

void PostgresConnection::on_lost(std::function<void()> callback) {
    impl_->on_lost = std::move(callback);
}

void PostgresConnection::close() { impl_->close(); }

}  // namespace druidwatch::net
