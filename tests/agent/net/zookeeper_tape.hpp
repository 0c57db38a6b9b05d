#pragma once

#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/zookeeper_frames.hpp"

namespace druidwatch::net {

/// A conversation, by turns.
struct Said {
    bool by_member;
    std::string bytes;
};
using Tape = std::vector<Said>;

/// As bytes: '>' or '<', two bytes of length, what was said. Whatever the bytes are, they are a
/// tape.
inline std::string packed(const Tape& tape) {
    std::string bytes;
    for (const auto& said : tape) {
        bytes += said.by_member ? '<' : '>';
        bytes += static_cast<char>(said.bytes.size() >> 8);
        bytes += static_cast<char>(said.bytes.size() & 0xff);
        bytes += said.bytes;
    }
    return bytes;
}

inline Tape unpacked(std::string_view bytes) {
    Tape tape;
    while (bytes.size() > 3) {
        const auto high = static_cast<unsigned char>(bytes[1]);
        const auto low = static_cast<unsigned char>(bytes[2]);
        const auto said = bytes.substr(3, std::size_t{high} << 8 | low);
        tape.push_back({bytes[0] == '<', std::string(said)});
        bytes.remove_prefix(3 + said.size());
    }
    return tape;
}

/// Reads what was let through as the C client does (`zookeeper_process` and its jute of 3.8), which
/// believes every count and length. Throws where that one reads what is not there, or asserts.
class TrustingClient {
  public:
    void says(std::string_view frames) {
        while (!frames.empty()) {
            const auto record = next(frames);
            if (std::exchange(greeted_, true)) {
                const auto xid = number(record, 0);
                if (xid >= 0) asked_.emplace_back(xid, number(record, 4));
            }
        }
    }

    void hears(std::string_view frames) {
        if (!frames.empty() && !std::exchange(granted_, true)) {
            // Always 41 bytes; one less from members of 3.4, which is told by nothing but silence.
            const auto grant = next(frames);
            if (grant.size() != 36 && grant.size() != 37) throw std::out_of_range("a grant");
            number(grant, 32);
        }
        while (!frames.empty()) reads(next(frames));
    }

  private:
    static std::int32_t number(std::string_view record, std::size_t at) {
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            if (at + i >= record.size()) throw std::out_of_range("a number");
            value = value << 8 | static_cast<unsigned char>(record[at + i]);
        }
        return static_cast<std::int32_t>(value);
    }

    static std::string_view next(std::string_view& frames) {
        const auto size = static_cast<std::size_t>(number(frames, 0));
        if (size > frames.size() - 4) throw std::out_of_range("half a frame");
        const auto record = frames.substr(4, size);
        frames.remove_prefix(4 + size);
        return record;
    }

    /// What lies behind a string or a buffer.
    static std::size_t skip(std::string_view record, std::size_t at, std::int32_t least) {
        const auto size = number(record, at);
        if (size < least || static_cast<std::size_t>(std::max(size, 0)) > record.size() - at - 4) {
            throw std::out_of_range("a string");
        }
        return at + 4 + static_cast<std::size_t>(std::max(size, 0));
    }

    static void need(std::string_view record, std::size_t size) {
        if (record.size() < size) throw std::out_of_range("a stat");
    }

    void reads(std::string_view record) {
        constexpr std::size_t body = 16, stat = 68;
        const auto xid = number(record, 0);
        const auto error = number(record, 12);
        if (xid == -1) {
            if (number(record, body) < 1 || number(record, body) > 4) {
                throw std::out_of_range("a type");
            }
            if (skip(record, body + 8, 1) > record.size()) throw std::out_of_range("a path");
            return;
        }
        if (xid == -2 || xid == -4 || xid == -8) return;
        if (asked_.empty()) throw std::logic_error("assert(cptr)");
        const auto [expected, operation] = asked_.front();
        if (expected != xid) throw std::logic_error("out of order");
        asked_.pop_front();
        if (error != 0) return;
        if (operation == 3) need(record, body + stat);
        if (operation == 4) need(record, skip(record, body, -1) + stat);
        if (operation != 8) return;
        const auto count = number(record, body);
        if (count < 0) throw std::out_of_range("a count");
        auto at = body + 4;
        for (auto left = count; left > 0; --left) at = skip(record, at, 0);
    }

    bool greeted_ = false;
    bool granted_ = false;
    std::deque<std::pair<std::int32_t, std::int32_t>> asked_;
};

/// What came of a tape that was played in pieces of so many bytes.
struct Played {
    std::string to_member{};
    std::string to_client{};
    std::string failure{};
    TrustingClient client{};
};

/// Throws as `TrustingClient` does.
inline Played play(const Tape& tape, std::size_t piece) {
    ZooKeeperFrames frames;
    Played played;
    for (const auto& said : tape) {
        for (std::size_t at = 0; at < said.bytes.size(); at += piece) {
            const auto bytes = std::string_view(said.bytes).substr(at, piece);
            std::string passed;
            const auto good = said.by_member ? frames.from_member(bytes, passed)
                                             : frames.from_client(bytes, passed);
            (said.by_member ? played.to_client : played.to_member) += passed;
            if (said.by_member) {
                played.client.hears(passed);
            } else {
                played.client.says(passed);
            }
            if (good) continue;
            played.failure = good.error().answer;
            return played;
        }
    }
    return played;
}

}  // namespace druidwatch::net
