#include "exporters/web/reload_desk.hpp"

#include <memory>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace druidwatch::exporters {

namespace asio = boost::asio;

namespace {

/// Belongs to the server's thread: what comes from elsewhere is posted there.
struct Answer {
    explicit Answer(const asio::any_io_executor& executor)
        : news(executor, asio::steady_timer::time_point::max()) {}

    asio::steady_timer news;
    ReloadDesk::Errors errors;
};

}  // namespace

asio::awaitable<ReloadDesk::Errors> ReloadDesk::ask() const {
    const auto executor = co_await asio::this_coro::executor;
    const auto answer = std::make_shared<Answer>(executor);
    // Weak, for the server may be gone with its timers before the agent answers.
    reload_([executor, weak = std::weak_ptr(answer)](Errors errors) {
        asio::post(executor, [weak, errors = std::move(errors)]() mutable {
            const auto waiting = weak.lock();
            if (!waiting) return;
            waiting->errors = std::move(errors);
            waiting->news.cancel();
        });
    });
    co_await answer->news.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return std::move(answer->errors);
}

}  // namespace druidwatch::exporters
