#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/rows.hpp"
#include "net/task.hpp"

namespace druidwatch::net {

class Loop;

struct PostgresTarget {
    Endpoint endpoint;
    std::map<std::string, std::string>
        words;             ///< as libpq has them: dbname, user, sslmode, sslrootcert
    std::string password;  ///< empty: none
    std::string application_name;
    milliseconds statement_timeout{
        1500ms};  ///< keep below the deadlines: the server's query runs on
};

/// Removes libpq's PG* variables from the environment: PGOPTIONS and PGSERVICE can't be overruled
/// by words. To be called at start-up, while there is one thread.
void forget_postgres_environment();

/// One session with one database node. Beside the failures of a connection: starting_up (57P0x),
/// exhausted (53xxx), authentication (28xxx), not_allowed (42501, 3D000), timed_out (57014, or the
/// deadline), unavailable (any other error of the server). A failure's answer begins with the
/// SQLSTATE where there is one: "55000: recovery is not in progress".
class PostgresConnection {
  public:
    explicit PostgresConnection(Loop& loop);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    /// Drops the session there was. A connection that is not settled by the deadline is closed.
    Task<Result<void>> connect(PostgresTarget target, Monotonic deadline);

    /// One statement at a time. At the deadline the session is closed, since its answer is lost.
    Task<Result<Rows>> query(std::string sql, std::vector<std::string> params, Monotonic deadline);

    bool connected() const;

    /// Called once when the session ends while no statement runs; `connected()` is false by then.
    void on_lost(std::function<void()> callback);

    void close();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace druidwatch::net
