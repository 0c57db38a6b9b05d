#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "cluster/observation.hpp"
#include "net/digest.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"
#include "net/tls_files.hpp"
#include "probes/zookeeper/port_dialect.hpp"

namespace druidwatch::probes::zookeeper {

/// How to reach one member's client port, and as whom. Its copies share what is known of the port.
struct Member {
    Endpoint endpoint;
    std::optional<net::TlsFiles> tls = {};
    std::optional<net::Digest> digest = {};
    std::shared_ptr<PortDialect> dialect = {};  ///< may be left empty

    const net::TlsFiles* tls_files() const { return tls ? &*tls : nullptr; }
};

/// A connection to the client port, unless it is known to be of no use.
net::Task<Result<net::Stream>> connect(net::Loop& loop, const Member& member, Monotonic deadline,
                                       std::string attempted);

/// The member answered, or it did not: to be told after every exchange on such a connection.
void took_note(const Member& member, const Failure* failure);

/// What a member said to a four-letter word, and between which times.
struct WordAnswer {
    Instant asked;
    Instant answered;
    Result<std::string> bytes;
};

/// One connection, one word, all bytes until the member closes; nothing but the four bytes is
/// sent, since a line end after them can draw a reset.
net::Task<WordAnswer> ask_word(net::Loop& loop, const Member& member, std::string_view word,
                               Monotonic deadline, std::size_t byte_limit);

/// What `read` makes of the bytes.
template <class T>
cluster::Observation<T> observe(WordAnswer said, Result<T> (*read)(std::string_view)) {
    cluster::Observation<T> seen{.asked = said.asked, .answered = said.answered};
    if (said.bytes) {
        seen.answer = read(*said.bytes);
    } else {
        seen.answer = std::unexpected(std::move(said.bytes.error()));
    }
    return seen;
}

}  // namespace druidwatch::probes::zookeeper
