#include "probes/zookeeper/member_probe.hpp"

#include "probes/zookeeper/four_letter_words.hpp"
#include "probes/zookeeper/membership_question.hpp"

namespace druidwatch::probes::zookeeper {

using cluster::Means;
using cluster::Observation;
using cluster::ServerMode;
using cluster::ServerState;

namespace {

constexpr std::size_t short_answer = 1024;

// A member that nobody could talk to answers no other word either.
bool was_reached(const Result<bool>& answer) {
    if (answer) return true;
    const auto reason = answer.error().reason;
    return reason != Reason::refused && reason != Reason::unreachable &&
           reason != Reason::timed_out && reason != Reason::tls;
}

}  // namespace

MemberProbe::MemberProbe(ProbeContext context, Member member, std::optional<HttpTarget> admin,
                         Paces paces, Sinks sinks)
    : Probe(std::move(context), "zookeeper", to_string(member.endpoint)),
      member_(std::move(member)),
      admin_(std::move(admin)),
      sinks_(std::move(sinks)),
      session_(loop(), member_, timeout(),
               {.on_lost = [this](const Failure& failure) { session_lost(failure); },
                .on_overdue =
                    [this] {
                        if (!stopped() && sinks_.on_overdue) sinks_.on_overdue();
                    },
                .on_zxid =
                    [this](std::uint64_t zxid, Instant asked, Instant told) {
                        if (!stopped() && sinks_.on_zxid) sinks_.on_zxid(zxid, asked, told);
                    }}),
      state_(loop(), member_, admin_, timeout()),
      words_(ask_every(paces.words, "words", [this](Means means) { return ask_words(means); })),
      admin_retry_(10 * paces.words.interval),
      conf_(ask_every(paces.membership, "conf", [this](Means means) { return ask_conf(means); })) {}

void MemberProbe::on_start() { spawn(session_.keep()); }

void MemberProbe::ask_membership() { conf_.poke(); }

void MemberProbe::session_lost(const Failure& failure) {
    if (stopped()) return;
    state_.forget_whitelist();
    words_.poke(Means::connection_closed);
    if (sinks_.on_lost) sinks_.on_lost(failure);
}

net::Task<void> MemberProbe::ask_words(Means means) {
    auto said = co_await ask_word(loop(), member_, "ruok", deadline(), short_answer);
    auto ruok = observe(std::move(said), parse_ruok);
    if (!was_reached(ruok.answer)) {
        report("mntr", means,
               Observation<ServerState>{.asked = ruok.asked,
                                        .answered = ruok.answered,
                                        .answer = std::unexpected(ruok.answer.error())},
               sinks_.state);
        report("ruok", means, std::move(ruok), sinks_.ruok);
        co_return;
    }
    const bool closed = !ruok.answer && ruok.answer.error().reason == Reason::not_allowed;
    if (!closed) report("ruok", means, ruok, sinks_.ruok);
    auto state = co_await state_.ask();
    // An AdminServer that speaks for its member says as much as imok does.
    if (closed && state.answer && state.answer->told_by == "AdminServer") ruok.answer = true;
    if (closed) report("ruok", means, std::move(ruok), sinks_.ruok);
    take_note(state);
    const auto question = state.answer ? state.answer->told_by : "mntr";
    report(question, means, std::move(state), sinks_.state);
}

void MemberProbe::take_note(const Observation<ServerState>& seen) {
    if (!seen.answer || seen.answer->mode == ServerMode::not_serving || stopped()) return;
    const auto before = std::exchange(mode_, seen.answer->mode);
    const bool changed = before && before != mode_;
    if (changed || !membership_known_) conf_.poke();
    if (seen.answer->zxid && sinks_.on_zxid) {
        sinks_.on_zxid(*seen.answer->zxid, seen.asked, seen.answered);
    }
    session_.try_now();
}

net::Task<void> MemberProbe::ask_conf(Means means) {
    auto seen = co_await ask_membership_of(loop(), member_, admin_, timeout());
    // Asking again does not help where it is not allowed.
    membership_known_ = seen.answer || seen.answer.error().reason == Reason::not_allowed;
    // But an AdminServer that did not tell either may have been late.
    if (!seen.answer && membership_known_ && admin_) conf_.ask_again_within(admin_retry_);
    report("conf", means, std::move(seen), sinks_.membership);
}

}  // namespace druidwatch::probes::zookeeper
