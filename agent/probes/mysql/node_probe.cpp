#include "probes/mysql/node_probe.hpp"

#include "probes/answer_text.hpp"

namespace druidwatch::probes::mysql {

using cluster::Means;
using cluster::Observation;

namespace {

constexpr std::string_view application_name = "druidwatch";

// The server gives up before we do, or our abandoned statements would pile up there.
milliseconds statement_timeout(milliseconds timeout) { return timeout * 3 / 4; }

bool lost_its_session(const Failure& failure) {
    return failure.reason == Reason::closed || failure.reason == Reason::reset;
}

std::string text_of(const Told& told, const char* name) {
    const auto identity = told.rows.find(Part::identity);
    if (identity == told.rows.end()) return {};
    return std::string(Figures(identity->second).text(name));
}

std::string batch_of(const Dialect& dialect, const std::vector<Part>& parts,
                     std::string_view druid_user) {
    std::string batch;
    for (const auto part : parts) {
        batch += (batch.empty() ? "" : ";") + statement_of(dialect, part, druid_user);
    }
    return batch;
}

}  // namespace

NodeProbe::NodeProbe(ProbeContext context, Settings settings, config::Pace pace,
                     Sink<cluster::DatabaseState> sink)
    : Probe(std::move(context), "metadata", to_string(settings.target.endpoint)),
      settings_(std::move(settings)),
      sink_(std::move(sink)),
      session_(loop()),
      poller_(ask_every(pace, "node", [this](Means means) { return ask(means); })) {
    settings_.target.application_name = application_name;
    settings_.target.statement_timeout = statement_timeout(timeout());
    session_.on_lost([this] { session_lost(); });
}

void NodeProbe::poke(Means means) { poller_.poke(means); }

void NodeProbe::session_lost() {
    if (stopped() || settings_.connection == Connection::fresh) return;
    if (closer_.closed(loop().now().mono) == net::Loss::unexpected) {
        poller_.poke(Means::connection_closed);
    }
}

net::Task<void> NodeProbe::ask(Means means) {
    const auto until = deadline();
    Observation<cluster::DatabaseState> seen{.asked = loop().now()};
    auto told = co_await round(seen.asked, until);
    seen.answered = loop().now();
    if (told) {
        closer_.answered();
        seen.answer = parse_node_state(*told);
    } else {
        closer_.failed();
        seen.answer = std::unexpected(std::move(told.error()));
    }
    if (settings_.connection == Connection::fresh) session_.close();
    report("node", means, std::move(seen), sink_);
}

net::Task<Result<Told>> NodeProbe::round(Instant& asked, Monotonic until) {
    const bool held = session_.connected();
    auto told = co_await round_on_session(asked, until);
    if (told || !held || !lost_its_session(told.error())) co_return told;
    co_return co_await round_on_session(asked, until);
}

net::Task<Result<void>> NodeProbe::connect(Monotonic until) {
    auto connected = co_await session_.connect(settings_.target, until);
    if (!connected) co_return connected;
    const auto dialect = dialect_of(session_.server_version());
    // A new session may be permitted more. An endpoint's are all new, and mostly of one server.
    const bool begins = settings_.connection == Connection::held;
    if (begins || dialect != repertoire_.dialect()) repertoire_ = Repertoire(dialect);
    co_return connected;
}

net::Task<Result<Told>> NodeProbe::round_on_session(Instant& asked, Monotonic until) {
    if (!session_.connected()) {
        auto connected = co_await connect(until);
        if (!connected) co_return std::unexpected(std::move(connected.error()));
    }
    asked = loop().now();
    Told told;
    auto answered = co_await ask_all(told, until);
    if (session_.connected() && co_await learn_to_speak(told, until)) {
        told = {};
        answered = co_await ask_all(told, until);
    }
    if (!answered) co_return std::unexpected(std::move(answered.error()));
    for (auto& [part, why] : repertoire_.left_out(loop().now().mono)) {
        told.missing.try_emplace(part, std::move(why));
    }
    co_return told;
}

std::vector<Part> NodeProbe::open_parts(const Told& told) const {
    auto parts = repertoire_.wanted(loop().now().mono);
    std::erase_if(
        parts, [&](Part part) { return told.rows.contains(part) || told.missing.contains(part); });
    return parts;
}

// One batch, as a rule. Another one where what the server told makes more worth asking, as on the
// first round, and for what stands behind a statement that it refused.
net::Task<Result<void>> NodeProbe::ask_all(Told& told, Monotonic until) {
    for (auto parts = open_parts(told); !parts.empty(); parts = open_parts(told)) {
        auto answers = co_await session_.query(
            batch_of(repertoire_.dialect(), parts, settings_.druid_user), until);
        const auto count = std::min(answers.results.size(), parts.size());
        for (std::size_t i = 0; i < count; ++i) {
            if (parts[i] == Part::settings) repertoire_.learn(Figures(answers.results[i]));
            told.rows[parts[i]] = std::move(answers.results[i]);
        }
        if (answers.stopped) {
            const bool goes_on = session_.connected() && answers.error != 0 &&
                                 count < parts.size() && parts[count] != Part::identity;
            if (!goes_on) co_return std::unexpected(std::move(*answers.stopped));
            told.missing[parts[count]] =
                repertoire_.refused(parts[count], answers.error, *answers.stopped,
                                    text_of(told, "account"), loop().now().mono);
        } else if (count < parts.size()) {
            co_return std::unexpected(unreadable("fewer answers than statements"));
        }
    }
    co_return Result<void>{};
}

// A proxy greets with a version of its own; what stands behind it speaks another dialect.
net::Task<bool> NodeProbe::learn_to_speak(const Told& told, Monotonic until) {
    auto version = text_of(told, "version");
    if (version.empty()) {
        const auto answers = co_await session_.query("SELECT VERSION() AS version", until);
        if (answers.results.size() == 1) version = answers.results[0].at(0, "version").value_or("");
    }
    const auto dialect = dialect_of(version);
    if (version.empty() || dialect == repertoire_.dialect()) co_return false;
    repertoire_ = Repertoire(dialect);
    co_return true;
}

}  // namespace druidwatch::probes::mysql
