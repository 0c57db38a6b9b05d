#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/task.hpp"
#include "net/tls_files.hpp"

namespace druidwatch::net {

class Loop;

/// A connection of bytes over TCP or TLS. Failures name the endpoint as it was given and what
/// `attempted` says: refused, unreachable, timed_out, reset, closed, tls. Not to be moved or
/// destroyed while one of its tasks is in progress.
class Stream {
  public:
    /// `tls`: null for plain TCP; read during this call only.
    static Task<Result<Stream>> connect(Loop& loop, Endpoint endpoint, const TlsFiles* tls,
                                        Monotonic deadline, std::string attempted);

    Stream(Stream&&) noexcept;
    Stream& operator=(Stream&&) noexcept;
    ~Stream();

    /// At least one byte; the end of the stream is a failure: closed.
    Task<Result<std::size_t>> read_some(std::span<char> space, Monotonic deadline);

    Task<Result<void>> write_all(std::string_view bytes, Monotonic deadline);

    /// All that comes until the peer closes, perhaps nothing. More than `byte_limit` is too_large.
    Task<Result<std::string>> read_to_end(Monotonic deadline, std::size_t byte_limit);

    /// Waits while nothing is expected: how the connection ended, or protocol if bytes came.
    Task<Failure> until_lost();

    /// What of a last word gets out without waiting; no other call may be in progress.
    void say_farewell(std::string_view bytes) noexcept;

    /// What the failures of later calls shall say was attempted.
    void attempting(std::string what);

    /// At once, without a farewell. Calls in progress fail with closed.
    void close();

  private:
    struct Impl;
    explicit Stream(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace druidwatch::net
