#pragma once

#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "history/archive.hpp"

namespace druidwatch::exporters {

/// Looks things up in the archive for who asks /api/v1/history, on a thread of its own: a slow disk
/// holds up no scrape.
class HistoryDesk {
  public:
    static constexpr std::size_t at_once = 16;

    explicit HistoryDesk(std::shared_ptr<const history::Archive> archive)
        : archive_(std::move(archive)) {}
    ~HistoryDesk() { stop(); }
    HistoryDesk(const HistoryDesk&) = delete;
    HistoryDesk& operator=(const HistoryDesk&) = delete;

    /// Whether one more may ask now.
    bool has_room() const { return under_way_ < at_once; }

    /// Called and resumed on the web server's thread, when there is room.
    boost::asio::awaitable<history::Found> find(history::Query query);

    std::optional<history::HistoryStatus> status() const { return archive_->status(); }

    /// Waits for the look-up that is under way. Nothing may be asked after it.
    void stop();

  private:
    boost::asio::awaitable<history::Found> look_up(history::Query query);

    std::shared_ptr<const history::Archive> archive_;
    std::size_t under_way_ = 0;                       ///< only touched on the web server's thread
    std::optional<boost::asio::thread_pool> thread_;  ///< from the first question on
};

}  // namespace druidwatch::exporters
