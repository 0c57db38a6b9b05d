#include "net/stream.hpp"

#include <optional>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include "net/loop.hpp"
#include "net/reason_of.hpp"
#include "net/tls_client.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

auto into(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

struct Stream::Impl {
    // The time that one call has. Its end cancels whatever the socket is doing. Calls with the same
    // deadline share the time that began with the first of them.
    class Limit {
      public:
        Limit(Impl& stream, Monotonic deadline)
            : begun_(stream.begin_of(deadline)),
              deadline_(deadline),
              alarm_(stream.loop.wheel(), deadline, [this, &stream] {
                  passed_ = true;
                  error_code ignored;
                  stream.socket.cancel(ignored);
              }) {}

        bool passed() const { return passed_; }
        std::string words() const { return words_of_timeout(deadline_ - begun_); }

      private:
        Monotonic begun_;
        Monotonic deadline_;
        bool passed_ = false;
        Alarm alarm_;
    };

    Impl(Loop& its_loop, std::string its_target, std::string what)
        : loop(its_loop),
          target(std::move(its_target)),
          attempted(std::move(what)),
          socket(loop.context()) {}

    Failure failure(Reason reason, std::string answer) const {
        return {reason, attempted, target, std::move(answer)};
    }

    // Throws where the task was cancelled: that is nobody's answer.
    Failure failure(const error_code& error, const Limit* limit) {
        if (limit && limit->passed()) return failure(Reason::timed_out, limit->words());
        if (error == asio::error::operation_aborted) {
            if (closed) return failure(Reason::closed, "closed here");
            throw boost::system::system_error(error);
        }
        const auto reason = reason_of(error);
        if (reason == Reason::tls && tls) {
            return failure(reason, words_of_tls_failure(tls->native_handle(), error, files, host));
        }
        return failure(reason, error == asio::error::eof ? "connection closed" : error.message());
    }

    Monotonic begin_of(Monotonic until) {
        if (until != last_deadline) begun = loop.now().mono;
        last_deadline = until;
        return begun;
    }

    Task<Result<void>> connect_tcp(Endpoint endpoint, Monotonic deadline);
    Task<Result<void>> shake_hands(Monotonic deadline);
    Task<std::pair<error_code, std::size_t>> read(std::span<char> space);

    Loop& loop;
    std::string target;
    std::string attempted;
    tcp::socket socket;
    std::string host;
    TlsFiles files;
    TlsContext context;
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    Monotonic begun;
    Monotonic last_deadline;
    bool closed = false;
};

Task<Result<void>> Stream::Impl::connect_tcp(Endpoint endpoint, Monotonic deadline) {
    auto addresses = co_await loop.resolver().resolve(endpoint.host, deadline);
    if (!addresses)
        co_return std::unexpected(
            failure(addresses.error().reason, "look up: " + addresses.error().answer));
    const Limit limit(*this, deadline);
    std::optional<Failure> first;
    for (const auto& address : *addresses) {
        error_code error;
        socket.close(error);
        co_await socket.async_connect({address, endpoint.port}, into(error));
        if (!error) {
            socket.set_option(tcp::no_delay(true), error);
            co_return Result<void>{};
        }
        // The first address says most: the others are often another family that nobody uses.
        if (!first) first = failure(error, &limit);
        if (limit.passed()) break;
    }
    co_return std::unexpected(std::move(*first));
}

Task<Result<void>> Stream::Impl::shake_hands(Monotonic deadline) {
    auto made = loop.tls_contexts().of(files);
    if (!made) co_return std::unexpected(failure(Reason::tls, made.error()));
    context = std::move(*made);
    tls.emplace(socket, *context);
    expect_host(tls->native_handle(), host);
    const Limit limit(*this, deadline);
    error_code error;
    co_await tls->async_handshake(asio::ssl::stream_base::client, into(error));
    if (error) co_return std::unexpected(failure(error, &limit));
    co_return Result<void>{};
}

Task<std::pair<error_code, std::size_t>> Stream::Impl::read(std::span<char> space) {
    const auto buffer = asio::buffer(space.data(), space.size());
    error_code error;
    std::size_t count = 0;
    if (tls) {
        count = co_await tls->async_read_some(buffer, into(error));
    } else {
        count = co_await socket.async_read_some(buffer, into(error));
    }
    co_return std::pair(error, count);
}

Stream::Stream(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Stream::Stream(Stream&&) noexcept = default;
Stream& Stream::operator=(Stream&&) noexcept = default;
Stream::~Stream() = default;

Task<Result<Stream>> Stream::connect(Loop& loop, Endpoint endpoint, const TlsFiles* tls,
                                     Monotonic deadline, std::string attempted) {
    auto impl = std::make_unique<Impl>(loop, to_string(endpoint), std::move(attempted));
    impl->host = endpoint.host;
    if (tls) impl->files = *tls;
    const bool secure = tls != nullptr;  // the files may be gone once it is connected
    auto connected = co_await impl->connect_tcp(endpoint, deadline);
    if (connected && secure) connected = co_await impl->shake_hands(deadline);
    if (!connected) co_return std::unexpected(std::move(connected.error()));
    co_return Stream(std::move(impl));
}

Task<Result<std::size_t>> Stream::read_some(std::span<char> space, Monotonic deadline) {
    const Impl::Limit limit(*impl_, deadline);
    const auto [error, count] = co_await impl_->read(space);
    if (error) co_return std::unexpected(impl_->failure(error, &limit));
    co_return count;
}

Task<Result<void>> Stream::write_all(std::string_view bytes, Monotonic deadline) {
    const Impl::Limit limit(*impl_, deadline);
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    error_code error;
    if (impl_->tls) {
        co_await asio::async_write(*impl_->tls, buffer, into(error));
    } else {
        co_await asio::async_write(impl_->socket, buffer, into(error));
    }
    if (error) co_return std::unexpected(impl_->failure(error, &limit));
    co_return Result<void>{};
}

Task<Result<std::string>> Stream::read_to_end(Monotonic deadline, std::size_t byte_limit) {
    const Impl::Limit limit(*impl_, deadline);
    std::string all;
    char chunk[4096];
    for (;;) {
        const auto [error, count] = co_await impl_->read(chunk);
        all.append(chunk, count);
        if (all.size() > byte_limit) {
            co_return std::unexpected(impl_->failure(
                Reason::too_large, "more than " + std::to_string(byte_limit) + " bytes"));
        }
        if (!error) continue;
        if (reason_of(error) == Reason::closed && !limit.passed()) co_return std::move(all);
        co_return std::unexpected(impl_->failure(error, &limit));
    }
}

Task<Failure> Stream::until_lost() {
    char byte = 0;
    const auto [error, count] = co_await impl_->read({&byte, 1});
    if (error) co_return impl_->failure(error, nullptr);
    co_return impl_->failure(Reason::protocol, "bytes that nobody asked for");
}

void Stream::say_farewell(std::string_view bytes) noexcept {
    error_code ignored;
    impl_->socket.non_blocking(true, ignored);
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    if (impl_->tls) {
        impl_->tls->write_some(buffer, ignored);
    } else {
        impl_->socket.write_some(buffer, ignored);
    }
}

void Stream::attempting(std::string what) { impl_->attempted = std::move(what); }

void Stream::close() {
    error_code ignored;
    impl_->closed = true;
    impl_->socket.close(ignored);
}

}  // namespace druidwatch::net
