#include "exporters/web/event_hub.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace druidwatch::exporters {

namespace asio = boost::asio;

EventHub::Subscription::Subscription(EventHub& hub, const asio::any_io_executor& executor)
    : hub_(hub), wake_(executor, asio::steady_timer::time_point::max()) {
    hub_.subscriptions_.insert(this);
    if (const auto first = hub_.joined_()) offer(first);
}

EventHub::Subscription::~Subscription() { hub_.subscriptions_.erase(this); }

asio::awaitable<EventHub::Event> EventHub::Subscription::next() {
    while (waiting_.empty() && !dropped_) {
        // Cancelled by `offer`: it is the wake-up, not an error.
        co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (dropped_) co_return nullptr;
    auto event = std::move(waiting_.front());
    waiting_.pop_front();
    waiting_bytes_ -= event->size();
    co_return event;
}

void EventHub::Subscription::offer(const Event& event) {
    waiting_.push_back(event);
    waiting_bytes_ += event->size();
    // One event must fit, however large: a stream that has taken everything is not slow.
    if (waiting_.size() > 1 && waiting_bytes_ > hub_.backlog_bytes_) {
        dropped_ = true;
        waiting_.clear();
    }
    wake_.cancel();
}

void EventHub::send(const Event& event) {
    for (auto* subscription : subscriptions_) {
        if (!subscription->dropped_) subscription->offer(event);
    }
}

}  // namespace druidwatch::exporters
