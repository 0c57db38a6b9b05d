#include "exporters/web/history_desk.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace druidwatch::exporters {

namespace asio = boost::asio;

asio::awaitable<history::Found> HistoryDesk::find(history::Query query) {
    struct Turn {
        explicit Turn(std::size_t& taken) : under_way(taken) { ++under_way; }
        ~Turn() { --under_way; }
        std::size_t& under_way;
    };
    const Turn turn(under_way_);
    if (!thread_) thread_.emplace(1);
    co_return co_await asio::co_spawn(*thread_, look_up(std::move(query)), asio::use_awaitable);
}

asio::awaitable<history::Found> HistoryDesk::look_up(history::Query query) {
    auto found = archive_->find(query);
    co_return found;
}

void HistoryDesk::stop() {
    if (!thread_) return;
    thread_->stop();
    thread_->join();
}

}  // namespace druidwatch::exporters
