#include "probes/zookeeper/member.hpp"

#include "net/stream.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

net::Task<Result<std::string>> converse(net::Loop& loop, const Member& member,
                                        std::string_view word, Monotonic deadline,
                                        std::size_t byte_limit) {
    auto stream = co_await net::Stream::connect(loop, member.endpoint, member.tls_files(), deadline,
                                                std::string(word));
    if (!stream) co_return std::unexpected(std::move(stream.error()));
    auto sent = co_await stream->write_all(word, deadline);
    if (!sent) co_return std::unexpected(std::move(sent.error()));
    co_return co_await stream->read_to_end(deadline, byte_limit);
}

}  // namespace

net::Task<WordAnswer> ask_word(net::Loop& loop, const Member& member, std::string_view word,
                               Monotonic deadline, std::size_t byte_limit) {
    WordAnswer said{.asked = loop.now()};
    said.bytes = co_await converse(loop, member, word, deadline, byte_limit);
    said.answered = loop.now();
    co_return said;
}

}  // namespace druidwatch::probes::zookeeper
