#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "history/trouble.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace druidwatch::history {

/// One row of an answer, while it is shown.
class Row {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    std::int64_t number(int column) const;
    std::string_view text(int column) const;

  private:
    sqlite3_stmt* statement_;
};

/// A value of a statement's placeholder: a number or a text that outlives the call.
class Value {
  public:
    Value(std::int64_t number) : number_(number) {}                    // NOLINT: a value is either
    Value(std::string_view text) : text_(text), is_text_(true) {}      // NOLINT
    Value(const std::string& text) : Value(std::string_view(text)) {}  // NOLINT

    int bind(sqlite3_stmt* statement, int position) const;

  private:
    std::int64_t number_ = 0;
    std::string_view text_{};
    bool is_text_ = false;
};

/// A connection to a SQLite database and its prepared statements. What fails says false; `trouble`
/// tells why.
class Sqlite {
  public:
    /// The file must exist, for it keeps its permissions then.
    static Stored<Sqlite> open(const std::string& file);

    /// Several statements without placeholders.
    bool run_all(const std::string& sql);

    /// One statement, prepared at its first use; `sql` is a literal.
    bool run(const char* sql, std::initializer_list<Value> values = {});
    bool rows(const char* sql, std::initializer_list<Value> values,
              const std::function<void(const Row&)>& each);

    /// How many rows the last statement changed.
    std::int64_t changed() const;

    /// Whether the file was removed or another one put in its place.
    bool moved() const;

    const Trouble& trouble() const { return trouble_; }

  private:
    struct Closer {
        void operator()(sqlite3* database) const;
    };
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalizer>;

    Sqlite(std::string file, sqlite3* database) : file_(std::move(file)), database_(database) {}

    sqlite3_stmt* prepared(const char* sql);
    bool failed();

    std::string file_;
    std::unique_ptr<sqlite3, Closer> database_;
    std::map<const char*, Statement> statements_;  // destroyed first: they belong to the connection
    Trouble trouble_;
};

}  // namespace druidwatch::history
