#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <set>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "exporters/web/event_feed.hpp"

namespace druidwatch::exporters {

/// Hands events to every open stream without waiting for any of them.
class EventHub {
  public:
    using Event = EventFeed::Event;

    /// One stream's queue. It ends when its client takes events too slowly.
    class Subscription {
      public:
        Subscription(EventHub& hub, const boost::asio::any_io_executor& executor);
        ~Subscription();
        Subscription(const Subscription&) = delete;
        Subscription& operator=(const Subscription&) = delete;

        /// The next event, once there is one; nullptr when the stream was dropped.
        boost::asio::awaitable<Event> next();

      private:
        friend class EventHub;
        void offer(const Event& event);

        EventHub& hub_;
        std::deque<Event> waiting_;
        std::size_t waiting_bytes_ = 0;
        bool dropped_ = false;
        boost::asio::steady_timer wake_;
    };

    /// `joined` is called for each new stream, and answers what it begins with, if anything.
    EventHub(std::size_t backlog_bytes, std::function<Event()> joined)
        : backlog_bytes_(backlog_bytes), joined_(std::move(joined)) {}

    void send(const Event& event);
    bool empty() const { return subscriptions_.empty(); }

  private:
    std::size_t backlog_bytes_;
    std::function<Event()> joined_;
    std::set<Subscription*> subscriptions_;
};

}  // namespace druidwatch::exporters
