#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <mysql.h>
#include <openssl/err.h>

#include "net/loop.hpp"
#include "net/mariadb.hpp"
#include "net/mariadb_errors.hpp"
#include "net/mariadb_options.hpp"
#include "net/waiter.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;

/// One session of Connector/C and the socket that it lends to the loop. Only mariadb.cpp and
/// mariadb_handshake.cpp include this. The library runs each of its calls on a stack of its own and
/// returns what it waits for.
class MariadbConnection::Impl : public std::enable_shared_from_this<Impl> {
  public:
    explicit Impl(Loop& loop) : loop_(loop), socket_(loop.context()) {}
    ~Impl() { close(); }

    Task<Result<void>> connect(MariadbTarget target, Monotonic deadline);
    Task<MariadbAnswers> query(std::string batch, Monotonic deadline);
    bool connected() const { return established_; }
    std::string server_version() const;
    void close();

    std::function<void()> on_lost;

  private:
    // OpenSSL keeps a thread's errors until somebody fetches them. The library asks for the last
    // one without having forgotten those before, and would take a stranger's for its own.
    template <class Call>
    static int step(Call call) {
        ERR_clear_error();
        return call();
    }

    /// The beginning of a session; a helper thread may outlive our interest in it.
    struct Login {
        MariadbTarget target;
        std::shared_ptr<MYSQL> session;
        std::string host;  ///< what the library dials at first, and verifies later
        MYSQL* done = nullptr;
        int pending = 0;
        Waiter back;  ///< from the helper thread
        bool over = false;

        int start();
        int go_on(int events);
    };

    // The library would wait, and block, for the rest of a result that was left in the middle.
    struct Abandon {
        void operator()(MYSQL_RES* result) const {
            result->handle = nullptr;
            mysql_free_result(result);
        }
    };
    using Rest = std::unique_ptr<MYSQL_RES, Abandon>;

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
    MariadbError error() const {
        return read_mariadb_error(mysql_errno(session_.get()), mysql_sqlstate(session_.get()),
                                  mysql_error(session_.get()));
    }
    Failure failure_of_session() const {
        auto told = error();
        return failure(told.reason, std::move(told.answer));
    }
    Failure timed_out() const;
    Failure too_large() const;
    void begin(std::string attempted, Monotonic deadline);

    Task<Result<void>> connect_to(const MariadbTarget& target, asio::ip::address address);
    Task<Result<void>> shake_hands(const MariadbTarget& target, const std::string& address);
    Task<Result<Greeting>> hear_greeting();
    Task<Result<int>> begin_tls(std::shared_ptr<Login> login);
    Task<Result<void>> limit_statements(milliseconds limit);
    Task<MariadbAnswers> exchange(const std::string& batch);
    Task<Result<Rows>> read_result();
    MariadbAnswers stopped(MariadbAnswers answers);

    /// Goes on with a call of the library until it is over. `go_on` takes what has happened of what
    /// the library waited for, and returns what it waits for then.
    template <class GoOn>
    Task<Result<void>> finish(int pending, GoOn go_on) {
        while (pending != 0) {
            if (auto ready = co_await until_ready(pending); !ready) co_return std::move(ready);
            pending = step([&] { return go_on(pending & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE)); });
        }
        co_return Result<void>{};
    }
    Task<Result<void>> until_ready(int what);
    bool borrow_socket();  // its duplicate
    bool is_too_much();
    void watch_idle();
    void look_at_idle();

    Loop& loop_;
    std::shared_ptr<MYSQL> session_;
    asio::posix::stream_descriptor socket_;  // a duplicate of the session's
    std::string target_;
    std::string attempted_;
    Monotonic begun_;
    Monotonic deadline_;
    std::size_t received_ = 0;  // bytes that were there to read, since the last question
    std::size_t read_ = 0;      // bytes of rows, since then
    bool established_ = false;
    bool busy_ = false;
    bool is_away_ = false;  // a helper thread has the session
};

/// The library makes its socket a blocking one more than once while it logs in, and reads from it
/// through TLS as if it were none.
void never_block(asio::posix::stream_descriptor& socket);

}  // namespace druidwatch::net
