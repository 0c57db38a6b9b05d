#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "alerting/alert.hpp"

namespace druidwatch::alerting {

/// What became of a request to an Alertmanager.
enum class Delivery {
    accepted,
    refused,  ///< 400: its valid alerts were stored, so the same content is not sent again at once
    failed,   ///< no answer, or one that another attempt may better
};

/// What one Alertmanager has been told and is still to be told. It does no I/O: it is given the
/// alerts and the time, and says what to send and when to look again. Only the newest state of each
/// alert is kept, so nothing queues up while an Alertmanager is away.
class Outbox {
  public:
    static constexpr milliseconds resend_every = 1min;
    static constexpr milliseconds resolved_stays =
        15min;  ///< how long it is sent that one resolved
    static constexpr milliseconds first_retry = 1s;
    static constexpr milliseconds longest_retry = 15s;
    /// The same state is not sent again sooner.
    static constexpr milliseconds least_apart = 1s;
    static constexpr std::size_t batch_limit = 256;
    /// What is due within this goes along with what is due now: one request a minute, not many.
    static constexpr milliseconds goes_along = 10s;

    /// Takes the set of alerts as it is now. Pending ones are nobody's business yet, nor are those
    /// in maintenance; one that was firing and is not there any more has resolved.
    void update(std::span<const Alert> alerts, Instant now);

    /// What to send now, the most urgent first, at most batch_limit. Nothing while the batch before
    /// has not been reported.
    std::optional<std::vector<Alert>> next(Instant now);

    /// Reports what became of the last batch.
    void report(Delivery delivery, Instant now);

    /// When `next` has something, if nothing changes before. Nothing while a batch is on its way.
    std::optional<Monotonic> next_due() const;

    /// How many alerts the Alertmanager has not taken as they are now.
    std::size_t waiting() const;

  private:
    /// Labels, not the key: an alert whose severity changes is another one to Alertmanager.
    using Identity = std::map<std::string, std::string>;

    struct Entry {
        Alert alert;
        std::uint64_t version = 0;  ///< of its state
        std::uint64_t tried = 0;    ///< the version last sent
        std::uint64_t taken = 0;    ///< the version last taken; 0 once a later request failed
        Monotonic sent_at;
        std::optional<Monotonic> forget_at;  ///< of a resolved one
    };

    struct Sent {
        Identity identity;
        std::uint64_t version;
    };

    void put(const Alert& alert, Entry& entry, Monotonic now);
    void forget(Monotonic now);
    Monotonic due(const Entry& entry) const;
    bool goes(const Entry& entry, Monotonic now) const;

    std::map<Identity, Entry> entries_;
    std::vector<Sent> on_its_way_;
    std::uint64_t last_version_ = 0;
    int failures_ = 0;  ///< in a row
    Monotonic retry_at_;
};

}  // namespace druidwatch::alerting
