#pragma once

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

struct MariadbTarget {
    Endpoint endpoint;
    /// As libpq has them: user, dbname, sslmode (disable, prefer, require, verify-ca, verify-full;
    /// prefer if not given), sslrootcert, sslcert, sslkey.
    std::map<std::string, std::string> words;
    std::string password;  ///< empty: none
    std::string application_name;
    milliseconds statement_timeout{
        1500ms};  ///< keep below the deadlines: the server's query runs on
};

/// What the statements of a batch returned, in their order. One that failed ends the batch: the
/// server runs none of those behind it.
struct MariadbAnswers {
    std::vector<Rows> results;
    std::optional<Failure> stopped;
    unsigned error = 0;  ///< the server's number of the error that stopped it; 0: not the server's
};

/// Removes Connector/C's variables from the environment: some can't be overruled by options, and
/// LIBMYSQL_PLUGINS loads code. To be called at start-up, while there is one thread.
void forget_mariadb_environment();

/// One session with one server of MySQL or MariaDB. Beside the failures of a connection:
/// starting_up (shutting down, offline mode), exhausted, authentication, not_allowed (a missing
/// grant, no such database), timed_out (the server's limit, or the deadline), too_large,
/// unavailable (any other error of the server). A failure's answer begins with the server's error
/// number and SQLSTATE where there are any: "1227/42000: Access denied; you need ...".
class MariadbConnection {
  public:
    explicit MariadbConnection(Loop& loop);
    ~MariadbConnection();
    MariadbConnection(const MariadbConnection&) = delete;
    MariadbConnection& operator=(const MariadbConnection&) = delete;

    /// Drops the session there was. A connection that is not settled by the deadline is closed.
    Task<Result<void>> connect(MariadbTarget target, Monotonic deadline);

    /// Statements with semicolons between them; one batch at a time. At the deadline the session is
    /// closed, since its answer is lost.
    Task<MariadbAnswers> query(std::string batch, Monotonic deadline);

    bool connected() const;

    /// What the server calls itself in its greeting: "8.0.36", "10.11.19-MariaDB-0+deb12u1-log".
    std::string server_version() const;

    /// Called once when the session ends while no statement runs; `connected()` is false by then.
    void on_lost(std::function<void()> callback);

    void close();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace druidwatch::net
