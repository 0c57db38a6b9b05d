#include "net/waiter.hpp"

#include <utility>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace druidwatch::net {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// The slot is left alone while it emits: clearing it would destroy the handler that is running.
template <class Handler>
auto resumption(Handler handler, bool cancellable) {
    return [handler = std::move(handler), cancellable](error_code error) mutable {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (cancellable && error != asio::error::operation_aborted) slot.clear();
        const auto executor = asio::get_associated_executor(handler);
        asio::post(executor,
                   [handler = std::move(handler), error]() mutable { std::move(handler)(error); });
    };
}

}  // namespace

Waiter::~Waiter() { finish(asio::error::operation_aborted); }

Task<void> Waiter::wait() {
    if (std::exchange(woken_, false)) co_return;
    auto begin = [this](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            slot.assign(
                [this](asio::cancellation_type) { finish(asio::error::operation_aborted); });
        }
        resume_ = resumption(std::move(handler), slot.is_connected());
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(error_code)>(
        begin, asio::use_awaitable);
}

void Waiter::wake() {
    if (resume_) {
        finish({});
    } else {
        woken_ = true;
    }
}

void Waiter::finish(error_code error) {
    if (auto resume = std::exchange(resume_, nullptr)) resume(error);
}

}  // namespace druidwatch::net
