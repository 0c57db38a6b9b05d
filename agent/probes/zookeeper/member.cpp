#include "probes/zookeeper/member.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

net::Task<Result<std::string>> converse(net::Loop& loop, const Member& member,
                                        std::string_view word, Monotonic deadline,
                                        std::size_t byte_limit) {
    auto stream = co_await connect(loop, member, deadline, std::string(word));
    if (!stream) co_return std::unexpected(std::move(stream.error()));
    auto sent = co_await stream->write_all(word, deadline);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    co_return co_await stream->read_to_end(deadline, byte_limit);
}

bool hung_up(const Failure& failure) {
    return failure.reason == Reason::closed || failure.reason == Reason::reset;
}

}  // namespace

net::Task<Result<net::Stream>> connect(net::Loop& loop, const Member& member, Monotonic deadline,
                                       std::string attempted) {
    if (auto known = member.dialect ? member.dialect->misunderstanding() : std::nullopt) {
        known->attempted = std::move(attempted);
        co_return std::unexpected(std::move(*known));
    }
    auto stream = co_await net::Stream::connect(loop, member.endpoint, member.tls_files(), deadline,
                                                std::move(attempted));
    if (!stream && member.tls && hung_up(stream.error())) {
        // Connections that are exhausted end so, too, and nothing tells one from the other.
        stream.error().answer +=
            " during the TLS handshake: is it the plain clientPort, not secureClientPort, or has "
            "it "
            "no connections left (maxClientCnxns)?";
    }
    co_return stream;
}

void took_note(const Member& member, const Failure* failure) {
    if (!member.dialect) return;
    if (failure) {
        member.dialect->suspect(*failure);
    } else {
        member.dialect->understood();
    }
}

net::Task<WordAnswer> ask_word(net::Loop& loop, const Member& member, std::string_view word,
                               Monotonic deadline, std::size_t byte_limit) {
    WordAnswer said{.asked = loop.now()};
    said.bytes = co_await converse(loop, member, word, deadline, byte_limit);
    said.answered = loop.now();
    // An end without a word says nothing: exhausted connections end so on every port.
    if (!said.bytes || !said.bytes->empty()) {
        took_note(member, said.bytes ? nullptr : &said.bytes.error());
    }
    co_return said;
}

}  // namespace druidwatch::probes::zookeeper
