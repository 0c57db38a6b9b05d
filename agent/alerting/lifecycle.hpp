#pragma once

#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "alerting/alert.hpp"
#include "alerting/flapping.hpp"
#include "alerting/remembered.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::alerting {

/// One verdict with all that decides its alert: row, overrides and cause are settled here.
struct Judgement {
    AlertKey key;
    invariants::Severity severity = invariants::Severity::warning;
    milliseconds hold{0};
    milliseconds keep_firing{0};  ///< how long the alert outlives the violation, once fired
    milliseconds looks_back{0};   ///< how far back the verdict goes by what the agent remembers
    invariants::State state = invariants::State::unknown;
    std::string summary;
    std::string text;
    std::string cause;
    std::span<const invariants::InvariantId> possible_causes;  ///< whether violated now or not
    cluster::EvidenceList evidence;
    std::optional<Instant> since;  ///< since when it is violated, where the evidence tells
};

/// From verdicts to alerts. Time that was violated counts toward the hold, time without evidence
/// pauses it, and only *holds* resets it.
class Lifecycle {
  public:
    /// How long a resolved alert stays in view, and is sent again.
    static constexpr milliseconds resolved_stays = 15min;
    /// How long after a restart *holds* resolves no alert of before: some verdicts need rounds.
    static constexpr milliseconds settling = 1min;
    /// How long after a restart the target of an alert of before may be looked for.
    static constexpr milliseconds unseen_stays = 10min;

    explicit Lifecycle(config::FlapDamping damping = {}) : flapping_(damping) {}

    /// From the next step on by other figures; what is known of alerts stays.
    void follow(config::FlapDamping damping) { flapping_.follow(damping); }

    /// Judges everything that is known now. A key that is missing has no target any more: its
    /// alert resolves. True when an alert fired or resolved.
    bool step(std::span<const Judgement> judgements, Instant now);

    /// Worst first.
    std::vector<Alert> alerts() const;

    /// All that `restore` needs in another life of the agent.
    std::vector<RememberedAlert> remember(Instant now) const;

    /// Goes on where another life of the agent ended; to be called before the first step. The time
    /// between is time without evidence.
    void restore(std::span<const RememberedAlert> remembered, Instant now);

    /// When a hold or a firing time is over, if nothing else happens before.
    std::optional<Monotonic> next_deadline() const;

  private:
    struct Entry {
        Alert alert;
        milliseconds hold{0};
        Monotonic::duration violated_for{0};
        Monotonic last_step;
        bool was_violated = false;
        bool cause_fired = false;             ///< the probable cause did, while this was violated
        std::optional<Monotonic> keep_until;  ///< of a firing alert whose violation is over
        std::optional<Monotonic> evidence_until;  ///< what the verdict looked back on is over then
        std::optional<Monotonic> unseen_until;    ///< of a restored one that was not judged yet
        std::optional<Monotonic> forget_at;
    };

    bool apply(const Judgement& judgement, Instant now);
    Entry begin(const Judgement& judgement, Instant now) const;
    bool violate(Entry& entry, const Judgement& judgement, Instant now);
    bool fires(std::string_view cluster, std::string_view cause) const;
    std::string cause_in_the_past(const Judgement& judgement) const;
    bool settle(Entry& entry, Instant now);
    static bool resolve(Entry& entry, Instant now);

    std::map<AlertKey, Entry> entries_;
    std::map<AlertKey, Monotonic> last_unknown_;
    Flapping flapping_;
};

}  // namespace druidwatch::alerting
