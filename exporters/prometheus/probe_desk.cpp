#include "exporters/prometheus/probe_desk.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "cluster/every_track.hpp"

namespace druidwatch::exporters {
namespace {

namespace asio = boost::asio;

/// What is of an ensemble as a whole is not asked of one member.
bool everything_was_asked(const watch::Snapshot& snapshot) {
    bool all = true;
    for (const auto& cluster : snapshot.clusters) {
        cluster::for_each_track(cluster.view, [&](std::string_view, std::string_view node,
                                                  std::string_view question, const auto& track) {
            all =
                all && (track.newest() || node == "ensemble" || cluster::spared_at_times(question));
        });
    }
    return all;
}

struct Counted {
    explicit Counted(std::size_t& its_count) : count(its_count) { ++count; }
    ~Counted() { --count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    std::size_t& count;
};

}  // namespace

ProbeDesk::ProbeDesk(config::Config configured, watch::Secrets secrets, watch::Identity identity)
    : settings_(std::make_shared<const watch::Settings>(
          watch::Settings{std::move(configured), std::move(secrets)})),
      identity_(std::move(identity)) {}

void ProbeDesk::follow(watch::SettingsPtr settings) {
    const std::lock_guard lock(guard_);
    settings_.swap(settings);  // the old ones are destroyed outside the lock
}

watch::SettingsPtr ProbeDesk::settings() const {
    const std::lock_guard lock(guard_);
    return settings_;
}

asio::awaitable<watch::SnapshotPtr> ProbeDesk::ask(config::Config config, milliseconds timeout) {
    const Counted counted(under_way_);
    if (!threads_) threads_.emplace(at_once);
    auto asking = round(std::move(config), timeout);
    co_return co_await asio::co_spawn(threads_->get_executor(), std::move(asking),
                                      asio::use_awaitable);
}

/// On a thread of the pool, which it keeps.
asio::awaitable<watch::SnapshotPtr> ProbeDesk::round(config::Config config, milliseconds timeout) {
    watch::SnapshotPtr seen;
    try {
        seen = watch::one_round(config, settings()->secrets, identity_,
                                {everything_was_asked, timeout}, stopping_.get_token());
    } catch (const std::exception&) {
        seen = nullptr;  // out of descriptors, most likely: said as an answer that is none
    }
    co_return seen;
}

void ProbeDesk::stop() {
    stopping_.request_stop();
    if (threads_) threads_->join();
}

}  // namespace druidwatch::exporters
