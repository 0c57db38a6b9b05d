#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include "watch/one_round.hpp"
#include "watch/settings.hpp"

namespace druidwatch::exporters {

/// Asks single targets for whoever requests /probe, each on a thread and a loop of its own: neither
/// the watching nor the web server waits for it.
class ProbeDesk {
  public:
    static constexpr std::size_t at_once = 16;

    /// What the agent itself was told; for who may ask with its credentials.
    ProbeDesk(config::Config configured, watch::Secrets secrets, watch::Identity identity);
    ~ProbeDesk() { stop(); }
    ProbeDesk(const ProbeDesk&) = delete;
    ProbeDesk& operator=(const ProbeDesk&) = delete;

    /// Asks by other settings from the next target on. From any thread.
    void follow(watch::SettingsPtr settings);

    watch::SettingsPtr settings() const;

    /// Whether one more may be asked now.
    bool has_room() const { return under_way_ < at_once; }

    /// Everything that a configuration of one target leads to, within `timeout`; nullptr where that
    /// could not even begin. Called and resumed on the web server's thread, when there is room.
    boost::asio::awaitable<watch::SnapshotPtr> ask(config::Config config, milliseconds timeout);

    /// Ends what is under way, and waits for that. Nothing may be asked after it.
    void stop();

  private:
    boost::asio::awaitable<watch::SnapshotPtr> round(config::Config config, milliseconds timeout);

    mutable std::mutex guard_;  ///< of the settings
    watch::SettingsPtr settings_;
    watch::Identity identity_;
    std::stop_source stopping_;
    std::size_t under_way_ = 0;                        ///< only touched on the web server's thread
    std::optional<boost::asio::thread_pool> threads_;  ///< from the first probe on
};

}  // namespace druidwatch::exporters
