#include "probes/zookeeper/session_handshake.hpp"

#include "net/jute.hpp"

namespace druidwatch::probes::zookeeper {

using net::jute::get;
using net::jute::put;
using net::jute::put_buffer;

namespace {

constexpr std::size_t prefix = 4;      // every frame is preceded by its length
constexpr std::size_t head_kept = 64;  // all that is read of a frame lies within
constexpr std::size_t password_bytes = 16;
constexpr std::size_t grant_without_read_only = 36;  // 3.4 and before; later one byte more
constexpr std::size_t reply_header = 16;

// Transaction ids and operations of ZooDefs that belong to no request of a client's own.
constexpr std::int32_t ping_xid = -2;
constexpr std::int32_t auth_xid = -4;
constexpr std::int32_t close_xid = 1;
constexpr std::int32_t ping_operation = 11;
constexpr std::int32_t close_operation = -11;
constexpr std::int32_t auth_operation = 100;

std::string framed(std::string_view payload) {
    std::string frame;
    put(frame, static_cast<std::int32_t>(payload.size()));
    return frame.append(payload);
}

std::string request(std::int32_t xid, std::int32_t operation, std::string_view body = {}) {
    std::string payload;
    put(payload, xid);
    put(payload, operation);
    return framed(payload.append(body));
}

Failure failed(Reason reason, std::string answer) { return {reason, {}, {}, std::move(answer)}; }

}  // namespace

std::string SessionHandshake::open_request() const {
    std::string payload;
    put(payload, std::int32_t{0});  // protocol version
    put(payload, std::int64_t{0});  // last zxid seen
    put(payload, static_cast<std::int32_t>(wanted_timeout_.count()));
    put(payload, std::int64_t{0});  // session id: a new one
    put(payload, static_cast<std::int32_t>(password_bytes));
    payload.append(password_bytes, '\0');
    payload += '\1';  // may be read-only
    return framed(payload);
}

std::string SessionHandshake::auth_request(const net::Digest& digest) {
    std::string packet;
    put(packet, std::int32_t{0});  // a type that no server reads
    put_buffer(packet, "digest");
    put_buffer(packet, digest.user + ":" + digest.password);
    return request(auth_xid, auth_operation, packet);
}

std::string SessionHandshake::ping_request() { return request(ping_xid, ping_operation); }

std::string SessionHandshake::close_request() { return request(close_xid, close_operation); }

Result<std::optional<SessionEvent>> SessionHandshake::receive(std::string_view& bytes) {
    const auto take_until = [&](std::size_t size) {
        const auto count = std::min(bytes.size(), size - std::min(size, frame_.size()));
        frame_.append(bytes.substr(0, count));
        bytes.remove_prefix(count);
        return frame_.size() >= size;
    };
    if (!take_until(prefix)) return std::nullopt;
    const auto length = get<std::uint32_t>(frame_, 0);
    if (length > frame_limit) {
        // Whoever speaks another protocol (HTTP, TLS) has letters where the length should be.
        return std::unexpected(failed(Reason::too_large, "a frame beyond the limit"));
    }
    if (!take_until(prefix + std::min<std::size_t>(length, head_kept))) return std::nullopt;
    const auto count =
        std::min<std::size_t>(bytes.size(), length + prefix - frame_.size() - skipped_);
    bytes.remove_prefix(count);
    skipped_ += static_cast<std::uint32_t>(count);
    if (frame_.size() + skipped_ < prefix + length) return std::nullopt;

    auto event = interpret();
    frame_.clear();
    skipped_ = 0;
    if (!event) return std::unexpected(std::move(event).error());
    if (const auto* granted = std::get_if<SessionGranted>(&*event))
        granted_timeout_ = granted->timeout;
    return std::move(*event);
}

Result<SessionEvent> SessionHandshake::interpret() const {
    const auto frame = std::string_view(frame_).substr(prefix);
    if (granted_timeout_) {
        if (frame.size() < reply_header) return FrameSkipped{};
        const auto xid = get<std::int32_t>(frame, 0);
        if (xid != ping_xid && xid != close_xid && xid != auth_xid) return FrameSkipped{};
        const auto code = get<std::int32_t>(frame, 12);
        if (code != 0) return RequestRefused{code};
        if (xid == ping_xid) return Pong{get<std::uint64_t>(frame, 4)};
        if (xid == close_xid) return SessionClosed{};
        return Authenticated{};
    }
    if (frame.size() < grant_without_read_only ||
        get<std::int32_t>(frame, 16) != static_cast<std::int32_t>(password_bytes)) {
        return std::unexpected(failed(Reason::protocol, "not the answer to a connect request"));
    }
    const SessionGranted granted{
        .id = get<std::int64_t>(frame, 8),
        .timeout = milliseconds{get<std::int32_t>(frame, 4)},
        .read_only = frame.size() > grant_without_read_only && frame[grant_without_read_only] != 0,
    };
    if (granted.id == 0 || granted.timeout <= 0ms) {
        return std::unexpected(failed(Reason::unavailable, "the session was denied"));
    }
    return granted;
}

}  // namespace druidwatch::probes::zookeeper
