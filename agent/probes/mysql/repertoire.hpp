#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "probes/mysql/dialect.hpp"
#include "probes/mysql/figures.hpp"

namespace druidwatch::probes::mysql {

/// Which statements a session is worth asking: not those that the server has no use for, does not
/// know, or has denied. A grant is looked for again after a while, and by every new session.
class Repertoire {
  public:
    static constexpr std::chrono::minutes retry_after{5};

    explicit Repertoire(Dialect dialect) : dialect_(dialect) {}

    const Dialect& dialect() const { return dialect_; }

    /// In the order in which they are asked; `identity` is always the first.
    std::vector<Part> wanted(Monotonic now) const;

    /// What a server has tells what else is worth asking.
    void learn(const Figures& settings);

    /// A statement failed, with the server's number of the error. One that is not permitted or not
    /// known is left out from now on. Returns why it tells nothing, as a person should read it:
    /// the grant for `account`, or the server's words.
    std::string refused(Part part, unsigned error, const Failure& failure, std::string_view account,
                        Monotonic now);

    /// What is left out now, and why.
    std::map<Part, std::string> left_out(Monotonic now) const;

  private:
    struct LeftOut {
        Monotonic since;
        std::string why;
    };

    bool is_of_use(Part part) const;
    bool is_left_out(Part part, Monotonic now) const;

    Dialect dialect_;
    bool has_figures_ = false;  ///< semi-synchronous replication or a group
    bool in_group_ = false;     ///< Group Replication
    std::map<Part, LeftOut> left_out_;
};

/// The server does not know what the statement names: it is another, or older, than it seemed.
bool is_unknown_to_server(unsigned error);

}  // namespace druidwatch::probes::mysql
