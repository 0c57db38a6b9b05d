#include "probes/zookeeper/member_probe.hpp"

#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/mntr.hpp"
#include "probes/zookeeper/srvr.hpp"

namespace druidwatch::probes::zookeeper {

using cluster::Means;
using cluster::Observation;
using cluster::ServerMode;
using cluster::ServerState;

namespace {

constexpr std::size_t short_answer = 64 * 1024;

// A member that nobody could talk to answers no other word either.
bool was_reached(const Result<bool>& answer) {
    if (answer) return true;
    const auto reason = answer.error().reason;
    return reason != Reason::refused && reason != Reason::unreachable &&
           reason != Reason::timed_out && reason != Reason::tls;
}

bool failed_with(const Result<ServerState>& answer, Reason reason) {
    return !answer && answer.error().reason == reason;
}

}  // namespace

MemberProbe::MemberProbe(ProbeContext context, Member member, config::Pace words,
                         config::Pace membership, Sinks sinks)
    : Probe(std::move(context), "zookeeper", to_string(member.endpoint)),
      member_(member),
      sinks_(std::move(sinks)),
      session_(loop(), std::move(member), timeout(),
               {.on_lost = [this](const Failure& failure) { session_lost(failure); },
                .on_zxid =
                    [this](std::uint64_t zxid) {
                        zxid_ = {zxid, loop().in(HeldSession::wanted_timeout)};
                    }}),
      words_(ask_every(words, "words", [this](Means means) { return ask_words(means); })),
      conf_(ask_every(membership, "conf", [this](Means means) { return ask_conf(means); })) {}

void MemberProbe::on_start() { spawn(session_.keep()); }

void MemberProbe::ask_membership() { conf_.poke(); }

void MemberProbe::session_lost(const Failure& failure) {
    if (stopped()) return;
    zxid_ = {};
    mntr_allowed_ = true;  // a restart may have changed the whitelist
    words_.poke(Means::connection_closed);
    if (sinks_.on_lost) sinks_.on_lost(failure);
}

net::Task<void> MemberProbe::ask_words(Means means) {
    auto said = co_await ask_word(loop(), member_, "ruok", deadline(), short_answer);
    auto ruok = observe(std::move(said), parse_ruok);
    if (was_reached(ruok.answer)) {
        report("ruok", means, std::move(ruok), sinks_.ruok);
        co_await ask_state(means);
    } else {
        report("mntr", means,
               Observation<ServerState>{.asked = ruok.asked,
                                        .answered = ruok.answered,
                                        .answer = std::unexpected(ruok.answer.error())},
               sinks_.state);
        report("ruok", means, std::move(ruok), sinks_.ruok);
    }
}

net::Task<void> MemberProbe::ask_state(Means means) {
    const auto until = deadline();
    std::string_view word = mntr_allowed_ ? "mntr" : "srvr";
    auto read = mntr_allowed_ ? parse_mntr : parse_srvr;
    auto said = co_await ask_word(loop(), member_, word, until, mntr_limit);
    auto seen = observe(std::move(said), read);
    if (failed_with(seen.answer, Reason::closed)) {
        // A member between two states may close without a word, once.
        said = co_await ask_word(loop(), member_, word, until, mntr_limit);
        seen = observe(std::move(said), read);
    }
    if (failed_with(seen.answer, Reason::not_allowed)) {
        mntr_allowed_ = false;
        word = "srvr";
        said = co_await ask_word(loop(), member_, word, until, mntr_limit);
        seen = observe(std::move(said), parse_srvr);
    }
    if (seen.answer) take_note(*seen.answer);
    report(word, means, std::move(seen), sinks_.state);
}

void MemberProbe::take_note(ServerState& state) {
    if (state.mode == ServerMode::not_serving) return;
    const auto before = std::exchange(mode_, state.mode);
    const bool changed = before && before != mode_;
    if (changed || !membership_known_) conf_.poke();
    if (!state.zxid && loop().now().mono < zxid_.until) state.zxid = zxid_.value;
    session_.try_now();
}

net::Task<void> MemberProbe::ask_conf(Means means) {
    auto said = co_await ask_word(loop(), member_, "conf", deadline(), short_answer);
    auto seen = observe(std::move(said), parse_conf);
    // Asking again does not help where it is not allowed.
    membership_known_ = seen.answer || seen.answer.error().reason == Reason::not_allowed;
    report("conf", means, std::move(seen), sinks_.membership);
}

}  // namespace druidwatch::probes::zookeeper
