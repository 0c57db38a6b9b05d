#include "net/mariadb.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "net/mariadb_session.hpp"
#include "net/reason_of.hpp"

namespace druidwatch::net {
namespace {

// Of one question. What the watched statements bring is a hundredth of it.
constexpr std::size_t answer_limit = 256 * 1024;

std::vector<std::optional<std::string>> cells_of(MYSQL_RES* result, MYSQL_ROW row) {
    const auto* lengths = mysql_fetch_lengths(result);
    std::vector<std::optional<std::string>> cells(mysql_num_fields(result));
    for (std::size_t column = 0; column < cells.size(); ++column) {
        if (row[column]) cells[column].emplace(row[column], lengths[column]);
    }
    return cells;
}

std::vector<std::string> columns_of(MYSQL_RES* result) {
    std::vector<std::string> columns;
    const auto* fields = mysql_fetch_fields(result);
    for (unsigned column = 0; column < mysql_num_fields(result); ++column) {
        columns.emplace_back(fields[column].name);
    }
    return columns;
}

}  // namespace

void never_block(asio::posix::stream_descriptor& socket) {
    const timeval shortest{.tv_sec = 0, .tv_usec = 1};
    setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &shortest, sizeof shortest);
    fcntl(socket.native_handle(), F_SETFL, O_RDWR | O_NONBLOCK);
}

void MariadbConnection::Impl::close() {
    established_ = false;
    if (std::exchange(is_away_, false)) shutdown(socket_.native_handle(), SHUT_RDWR);
    boost::system::error_code ignored;
    socket_.close(ignored);
    session_.reset();
}

void MariadbConnection::Impl::begin(std::string attempted, Monotonic deadline) {
    attempted_ = std::move(attempted);
    begun_ = loop_.now().mono;
    deadline_ = deadline;
    received_ = 0;
    read_ = 0;
}

std::string MariadbConnection::Impl::server_version() const {
    return established_ ? mysql_get_server_info(session_.get()) : std::string{};
}

Failure MariadbConnection::Impl::timed_out() const {
    return failure(Reason::timed_out, words_of_timeout(deadline_ - begun_));
}

Failure MariadbConnection::Impl::too_large() const {
    return failure(Reason::too_large, fmt::format("more than {} bytes", answer_limit));
}

bool MariadbConnection::Impl::borrow_socket() {
    const int duplicate = dup(static_cast<int>(mysql_get_socket(session_.get())));
    if (duplicate < 0) return false;
    boost::system::error_code error;
    socket_.assign(duplicate, error);
    if (error) ::close(duplicate);
    return !error;
}

Task<Result<void>> MariadbConnection::Impl::until_ready(int what) {
    using Wait = asio::posix::descriptor_base::wait_type;
    const bool reads = (what & MYSQL_WAIT_READ) != 0;
    never_block(socket_);
    bool passed = false;
    const Alarm alarm(loop_.wheel(), deadline_, [this, &passed] {
        passed = true;
        close();
    });
    boost::system::error_code error;
    co_await socket_.async_wait(reads ? Wait::wait_read : Wait::wait_write,
                                asio::redirect_error(asio::use_awaitable, error));
    if (passed) co_return std::unexpected(timed_out());
    if (!session_) co_return std::unexpected(failure(Reason::closed, "closed here"));
    if (error) throw boost::system::system_error(error);
    if (reads && is_too_much()) {
        close();
        co_return std::unexpected(too_large());
    }
    co_return Result<void>{};
}

bool MariadbConnection::Impl::is_too_much() {
    boost::system::error_code ignored;
    asio::posix::descriptor_base::bytes_readable waiting;
    socket_.io_control(waiting, ignored);
    received_ += waiting.get();
    return received_ > answer_limit;
}

Task<MariadbAnswers> MariadbConnection::Impl::query(std::string batch, Monotonic deadline) {
    begin("query", deadline);
    MariadbAnswers answers;
    if (!connected()) {
        answers.stopped = failure(Reason::closed, "not connected");
        co_return answers;
    }
    Exchange spoken(*this);
    socket_.cancel();  // whoever watched it while it was idle
    answers = co_await exchange(batch);
    if (connected()) {
        spoken.settle();
        watch_idle();
    }
    co_return answers;
}

Task<MariadbAnswers> MariadbConnection::Impl::exchange(const std::string& batch) {
    MariadbAnswers answers;
    never_block(socket_);
    int failed = 0;
    int pending = step([&] {
        return mysql_real_query_start(&failed, session_.get(), batch.data(), batch.size());
    });
    auto finished = co_await finish(pending, [&](int events) {
        return mysql_real_query_cont(&failed, session_.get(), events);
    });
    for (;;) {
        if (!finished) {
            answers.stopped = std::move(finished.error());
            co_return answers;
        }
        if (failed > 0) co_return stopped(std::move(answers));
        if (failed < 0) co_return answers;  // there is no next result
        auto rows = co_await read_result();
        if (!rows) {
            answers.stopped = std::move(rows.error());
            co_return answers;
        }
        answers.results.push_back(std::move(*rows));
        pending = step([&] { return mysql_next_result_start(&failed, session_.get()); });
        finished = co_await finish(pending, [&](int events) {
            return mysql_next_result_cont(&failed, session_.get(), events);
        });
    }
}

MariadbAnswers MariadbConnection::Impl::stopped(MariadbAnswers answers) {
    auto told = error();
    answers.stopped = failure(told.reason, std::move(told.answer));
    answers.error = told.server;
    if (told.ends_session) close();
    return answers;
}

// Row by row: a result that the library stores for us has no limit.
Task<Result<Rows>> MariadbConnection::Impl::read_result() {
    Rows rows;
    const Rest result(mysql_use_result(session_.get()));
    if (!result) co_return rows;  // SET has none
    rows.columns = columns_of(result.get());
    for (;;) {
        MYSQL_ROW row = nullptr;
        const int pending = step([&] { return mysql_fetch_row_start(&row, result.get()); });
        auto finished = co_await finish(
            pending, [&](int events) { return mysql_fetch_row_cont(&row, result.get(), events); });
        if (!finished) co_return std::unexpected(std::move(finished.error()));
        if (!row) break;
        rows.cells.push_back(cells_of(result.get(), row));
        for (const auto& cell : rows.cells.back()) read_ += sizeof cell + (cell ? cell->size() : 0);
        if (read_ > answer_limit) {
            close();
            co_return std::unexpected(too_large());
        }
    }
    if (mysql_errno(session_.get()) == 0) co_return rows;
    auto failed = failure_of_session();
    close();  // what is left of the result is not known
    co_return std::unexpected(std::move(failed));
}

void MariadbConnection::Impl::watch_idle() {
    using Wait = asio::posix::descriptor_base::wait_type;
    socket_.async_wait(Wait::wait_read, [weak = weak_from_this()](const auto& released) {
        const auto alive = weak.lock();
        if (alive && !released) alive->look_at_idle();
    });
}

// A server says nothing on an idle session but that it ends.
void MariadbConnection::Impl::look_at_idle() {
    if (!session_ || busy_) return;
    close();
    if (const auto callback = on_lost) callback();
}

MariadbConnection::MariadbConnection(Loop& loop) : impl_(std::make_shared<Impl>(loop)) {}

MariadbConnection::~MariadbConnection() {
    impl_->on_lost = nullptr;
    impl_->close();
}

// The session outlives its owner for as long as one of its coroutines is on its way to an end.
Task<Result<void>> MariadbConnection::connect(MariadbTarget target, Monotonic deadline) {
    const auto impl = impl_;
    co_return co_await impl->connect(std::move(target), deadline);
}

Task<MariadbAnswers> MariadbConnection::query(std::string batch, Monotonic deadline) {
    const auto impl = impl_;
    co_return co_await impl->query(std::move(batch), deadline);
}

bool MariadbConnection::connected() const { return impl_->connected(); }

std::string MariadbConnection::server_version() const { return impl_->server_version(); }

void MariadbConnection::on_lost(std::function<void()> callback) {
    impl_->on_lost = std::move(callback);
}

void MariadbConnection::close() { impl_->close(); }

}  // namespace druidwatch::net
