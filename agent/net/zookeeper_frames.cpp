#include "net/zookeeper_frames.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/time.hpp"
#include "net/jute.hpp"

namespace druidwatch::net {
namespace {

constexpr std::size_t prefix = 4;  // every frame is preceded by its length
constexpr std::size_t password_bytes = 16;
constexpr std::size_t grant_without_read_only = 36;  // 3.4 and before; later one byte more
constexpr std::size_t stat_bytes = 68;
constexpr milliseconds shortest_session{100};  // pinged at a third of it
constexpr milliseconds longest_session = std::chrono::hours(24);

namespace xid {
constexpr std::int32_t event = -1, ping = -2, auth = -4, set_watches = -8;
}

namespace operation {
constexpr std::int32_t exists = 3, data = 4, children = 8, close = -11;
}

Failure malformed(std::string_view what, std::size_t size) {
    return {Reason::protocol, {}, {}, fmt::format("a malformed {} ({} bytes)", what, size)};
}

/// A path or the name of a node; the client ends it at the first NUL.
bool is_text(std::string_view bytes) { return !bytes.empty() && !bytes.contains('\0'); }

bool is_event(jute::Reader& body) {
    constexpr std::int32_t created = 1, children_changed = 4, connected = 3,
                           connected_read_only = 5;
    const auto type = body.number<std::int32_t>();
    const auto state = body.number<std::int32_t>();
    const auto path = body.buffer();
    return type >= created && type <= children_changed &&
           (state == connected || state == connected_read_only) && is_text(path) &&
           path.starts_with('/');
}

bool are_children(jute::Reader& body) {
    const auto count = body.number<std::int32_t>();
    for (auto left = count; left > 0; --left) {
        if (!is_text(body.buffer())) return false;
    }
    return count >= 0;
}

bool is_answer_to(std::int32_t asked, jute::Reader& body) {
    if (asked == operation::children) return are_children(body);
    if (asked == operation::data) body.buffer();
    if (asked == operation::data || asked == operation::exists) body.take(stat_bytes);
    return true;
}

std::string_view name_of(std::int32_t asked) {
    switch (asked) {
        case operation::children:
            return "list of children";
        case operation::data:
            return "node's data";
        case operation::exists:
            return "node's stat";
        default:
            return "answer without a body";
    }
}

/// The length of the frame that `bytes` begin with; nothing while that is not known.
std::optional<std::size_t> frame_size(std::string_view bytes) {
    if (bytes.size() < prefix) return {};
    return jute::get<std::uint32_t>(bytes, 0);
}

/// Hands the records of all whole frames to `check`, and moves those that it lets through.
template <class Fits, class Check>
Result<void> pass(std::string& kept, std::string_view bytes, std::string& passed, Fits fits,
                  Check check) {
    kept.append(bytes);
    std::size_t done = 0;
    Result<void> good;
    while (const auto size = frame_size(std::string_view(kept).substr(done))) {
        good = fits(*size);
        if (!good || kept.size() - done < prefix + *size) break;
        const auto frame = std::string_view(kept).substr(done, prefix + *size);
        good = check(frame.substr(prefix));
        if (!good) break;
        passed.append(frame);
        done += frame.size();
    }
    kept.erase(0, done);
    return good;
}

Result<void> within_limit(std::size_t size) {
    if (size <= ZooKeeperFrames::frame_limit) return {};
    // Whoever speaks another protocol (HTTP, TLS) has letters where the length should be.
    return std::unexpected(Failure{Reason::too_large, {}, {}, "a frame beyond the limit"});
}

}  // namespace

std::string ZooKeeperFrames::farewell() {
    constexpr std::int32_t any_xid = 1;
    std::string frame;
    jute::put(frame, static_cast<std::int32_t>(2 * sizeof(std::int32_t)));
    jute::put(frame, any_xid);
    jute::put(frame, operation::close);
    return frame;
}

Result<void> ZooKeeperFrames::from_client(std::string_view bytes, std::string& passed) {
    return pass(client_bytes_, bytes, passed, within_limit, [this](std::string_view record) {
        return greeted_ ? note_request(record) : note_greeting(record);
    });
}

Result<void> ZooKeeperFrames::from_member(std::string_view bytes, std::string& passed) {
    const auto fits = [this](std::size_t size) -> Result<void> {
        if (answered_) return within_limit(size);
        // The client does not look at this length, and takes what is beyond for a frame.
        if (size == grant_without_read_only || size == grant_without_read_only + 1) return {};
        return std::unexpected(malformed("answer to a connect request", size));
    };
    return pass(member_bytes_, bytes, passed, fits, [this](std::string_view record) {
        return answered_ ? check_reply(record) : check_grant(record);
    });
}

Result<void> ZooKeeperFrames::note_greeting(std::string_view record) {
    jute::Reader body(record);
    body.take(16);  // protocol version, last zxid seen, timeout wished
    resumes_ = body.number<std::int64_t>() != 0;
    if (body.failed()) return std::unexpected(malformed("connect request", record.size()));
    greeted_ = true;
    return {};
}

Result<void> ZooKeeperFrames::note_request(std::string_view record) {
    jute::Reader body(record);
    const Request request{body.number<std::int32_t>(), body.number<std::int32_t>()};
    if (body.failed()) return std::unexpected(malformed("request", record.size()));
    switch (request.xid) {
        case xid::ping:
        case xid::auth:
        case xid::set_watches:
            out_of_turn_.push_back(request.xid);
            return {};
        default:
            break;
    }
    switch (request.operation) {
        case operation::close:
            open_ = false;
            [[fallthrough]];
        case operation::exists:
        case operation::data:
        case operation::children:
            asked_.push_back(request);
            return {};
        default:
            return std::unexpected(
                malformed(fmt::format("request: operation {}", request.operation), record.size()));
    }
}

Result<void> ZooKeeperFrames::check_grant(std::string_view record) {
    jute::Reader body(record);
    body.number<std::int32_t>();  // protocol version
    const milliseconds timeout{body.number<std::int32_t>()};
    const auto session = body.number<std::int64_t>();
    if (!greeted_ || body.buffer().size() != password_bytes) {
        return std::unexpected(malformed("answer to a connect request", record.size()));
    }
    if (session == 0 && !resumes_) {
        // The client would take it for a session, and turn in place over its timeout of nothing.
        return std::unexpected(Failure{Reason::unavailable, {}, {}, "the session was denied"});
    }
    if (session != 0 && (timeout < shortest_session || timeout > longest_session)) {
        return std::unexpected(
            Failure{Reason::protocol, {}, {}, fmt::format("a session of {} ms", timeout.count())});
    }
    answered_ = true;
    open_ = session != 0;
    return {};
}

Result<void> ZooKeeperFrames::check_reply(std::string_view record) {
    jute::Reader body(record);
    const auto request = body.number<std::int32_t>();
    body.number<std::int64_t>();  // zxid
    const auto error = body.number<std::int32_t>();
    if (body.failed()) return std::unexpected(malformed("answer", record.size()));
    if (request == xid::event) {
        if (error == 0 && is_event(body) && body.complete()) return {};
        return std::unexpected(malformed("watch event", record.size()));
    }
    if (answers_out_of_turn(request)) {
        if (body.complete()) return {};
        return std::unexpected(malformed("answer without a body", record.size()));
    }
    if (asked_.empty() || asked_.front().xid != request) {
        return std::unexpected(malformed("answer: to nothing that was asked", record.size()));
    }
    const auto asked = asked_.front().operation;
    const bool good = error != 0 || is_answer_to(asked, body);
    if (!good || !body.complete()) {
        return std::unexpected(malformed(name_of(asked), record.size()));
    }
    asked_.pop_front();
    return {};
}

bool ZooKeeperFrames::answers_out_of_turn(std::int32_t xid) {
    const auto asked = std::ranges::find(out_of_turn_, xid);
    if (asked == out_of_turn_.end()) return false;
    out_of_turn_.erase(asked);
    return true;
}

}  // namespace druidwatch::net
