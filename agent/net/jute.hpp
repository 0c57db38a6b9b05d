#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

/// ZooKeeper's encoding: integers in network order, and bytes behind their length.
namespace druidwatch::net::jute {

template <class Integer>
void put(std::string& into, Integer number) {
    const auto bits = static_cast<std::make_unsigned_t<Integer>>(number);
    for (auto shift = 8 * sizeof(Integer); shift > 0; shift -= 8) {
        into += static_cast<char>((bits >> (shift - 8)) & 0xff);
    }
}

inline void put_buffer(std::string& into, std::string_view bytes) {
    put(into, static_cast<std::int32_t>(bytes.size()));
    into.append(bytes);
}

/// There must be bytes enough behind `at`.
template <class Integer>
Integer get(std::string_view from, std::size_t at) {
    std::make_unsigned_t<Integer> bits = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
        bits = static_cast<decltype(bits)>((bits << 8) | static_cast<unsigned char>(from[at + i]));
    }
    return static_cast<Integer>(bits);
}

/// Reads one value after the other. Where one is not whole, it and all after it are empty, and the
/// record is not `complete`.
class Reader {
  public:
    explicit Reader(std::string_view record) : rest_(record) {}

    template <class Integer>
    Integer number() {
        const auto bytes = take(sizeof(Integer));
        return bytes.empty() ? Integer{} : get<Integer>(bytes, 0);
    }

    /// A length of -1 is none, which reads as empty.
    std::string_view buffer() {
        const auto length = number<std::int32_t>();
        if (length < -1) fail();
        return length <= 0 ? std::string_view{} : take(static_cast<std::size_t>(length));
    }

    std::string_view take(std::size_t size) {
        if (size > rest_.size()) fail();
        const auto taken = rest_.substr(0, failed_ ? 0 : size);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    bool failed() const { return failed_; }

    /// All was there, and nothing is left over.
    bool complete() const { return !failed_ && rest_.empty(); }

  private:
    void fail() {
        failed_ = true;
        rest_ = {};
    }

    std::string_view rest_;
    bool failed_ = false;
};

}  // namespace druidwatch::net::jute
