#include "probes/probe.hpp"

#include <fmt/format.h>

namespace druidwatch::probes {
namespace {

net::Task<void> keeping(std::shared_ptr<Probe>, net::Task<void> task) { co_await std::move(task); }

}  // namespace

Probe::Probe(ProbeContext context, std::string tier, std::string target)
    : context_(std::move(context)), tier_(std::move(tier)), target_(std::move(target)) {}

void Probe::start() {
    // First: on the loop's own thread, as in a reload, a coroutine begins at once.
    on_start();
    for (auto& poller : pollers_) spawn(poller.run());
}

void Probe::stop() {
    if (std::exchange(stopped_, true)) return;
    on_stop();
    tasks_.clear();
}

void Probe::set_suspicious(bool so) {
    for (auto& poller : pollers_) poller.set_suspicious(so);
}

std::uint64_t Probe::missed_rounds() const {
    auto missed = unheard_;
    for (const auto& poller : pollers_) missed += poller.missed_rounds();
    return missed;
}

Poller& Probe::ask_every(config::Pace pace, std::string_view question, Poller::Ask ask) {
    const auto phase = Cadence::phase_of(fmt::format("{} {}", target_, question));
    return ask_every(pace, phase, std::move(ask));
}

Poller& Probe::ask_every(config::Pace pace, milliseconds phase, Poller::Ask ask) {
    auto& loop = context_.loop;
    const auto place = pollers_.size();
    return pollers_.emplace_back(loop.wheel(), Cadence(pace, phase, loop.now().mono),
                                 [this, place, ask = std::move(ask)](cluster::Means means) {
                                     return ask_until_heard(place, ask, means);
                                 });
}

net::Task<void> Probe::ask_until_heard(std::size_t poller, const Poller::Ask& ask,
                                       cluster::Means means) {
    const auto before = unheard_;
    co_await ask(means);
    if (unheard_ != before) pollers_[poller].ask_again_within(retry);
}

void Probe::spawn(net::Task<void> task) {
    tasks_.push_back(context_.loop.start(keeping(shared_from_this(), std::move(task))));
}

const Failure& Probe::complete(Failure& failure, std::string_view question) const {
    if (failure.attempted.empty()) failure.attempted = question;
    if (failure.target.empty()) failure.target = target_;
    return failure;
}

void Probe::measure(std::string_view question, std::chrono::nanoseconds duration,
                    std::optional<Reason> failed) const {
    if (context_.meter) context_.meter({tier_, question, target_, duration, failed});
}

}  // namespace druidwatch::probes
