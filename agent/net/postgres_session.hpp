#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <libpq-fe.h>

#include "net/loop.hpp"
#include "net/postgres.hpp"
#include "net/postgres_errors.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;

struct ClearPgResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, ClearPgResult>;

/// One libpq session and the socket that it lends to the loop. Only postgres.cpp includes this.
class PostgresConnection::Impl : public std::enable_shared_from_this<Impl> {
  public:
    explicit Impl(Loop& loop) : loop_(loop), socket_(loop.context()) {}
    ~Impl() { close(); }

    Task<Result<void>> connect(PostgresTarget target, Monotonic deadline);
    Task<Result<Rows>> query(std::string sql, std::vector<std::string> params, Monotonic deadline);
    bool connected() const { return session_ && PQstatus(session_.get()) == CONNECTION_OK; }
    void close();

    std::function<void()> on_lost;

  private:
    using Wait = asio::posix::descriptor_base::wait_type;

    struct Finish {
        void operator()(PGconn* session) const { PQfinish(session); }
    };

    // The session while it is spoken on. Unless that came to its end the session is closed, for its
    // state is not known.
    class Exchange {
      public:
        explicit Exchange(Impl& connection) : connection_(connection) { connection_.busy_ = true; }
        ~Exchange() {
            connection_.busy_ = false;
            if (!settled_) connection_.close();
        }
        void settle() { settled_ = true; }

      private:
        Impl& connection_;
        bool settled_ = false;
    };

    Failure failure(Reason reason, std::string answer) const {
        return {reason, attempted_, target_, std::move(answer)};
    }
    Failure failure_of_session() const {
        auto error = read_connect_error(PQerrorMessage(session_.get()));
        return failure(error.reason, std::move(error.answer));
    }
    void begin(std::string attempted, Monotonic deadline) {
        attempted_ = std::move(attempted);
        begun_ = loop_.now().mono;
        deadline_ = deadline;
        received_ = 0;
    }

    Task<Result<void>> connect_to(const PostgresTarget& target, asio::ip::address address);
    Task<Result<void>> shake_hands();
    Task<Result<void>> until_ready(Wait what);
    Task<Result<PgResult>> exchange(std::string sql, std::vector<std::string> params);
    Task<Result<void>> flush();
    Task<Result<PgResult>> next_result();
    bool borrow_socket();
    bool is_too_much();
    void watch_idle();
    void look_at_idle();

    Loop& loop_;
    std::unique_ptr<PGconn, Finish> session_;
    asio::posix::stream_descriptor
        socket_;  // borrowed from the session: always released, not closed
    std::string target_;
    std::string attempted_;
    Monotonic begun_;
    Monotonic deadline_;
    std::size_t received_ = 0;  // bytes, since the last question
    bool busy_ = false;
};

}  // namespace druidwatch::net
