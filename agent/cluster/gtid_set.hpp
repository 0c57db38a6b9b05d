#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace druidwatch::cluster {

/// A set of MySQL's transactions: "3e11fa47-…:1-5:7,\nb2c4…:tag:1-3". Sources and tags are compared
/// as written, in lower case.
class GtidSet {
  public:
    /// Nothing for what is no such set. Of an empty text the empty set.
    static std::optional<GtidSet> parse(std::string_view text);

    bool empty() const { return sources_.empty(); }
    /// Transactions in it.
    std::uint64_t size() const;
    /// What is in this set and not in the other.
    GtidSet minus(const GtidSet& other) const;
    /// What is in this set and was not written by `source`, a uuid; with any tag.
    GtidSet without(std::string_view source) const;
    /// As MySQL writes it, on one line.
    std::string to_string() const;

    bool operator==(const GtidSet&) const = default;

  private:
    /// Both ends belong to it; 1 <= first <= last.
    struct Interval {
        std::uint64_t first;
        std::uint64_t last;

        auto operator<=>(const Interval&) const = default;
    };
    using Intervals = std::vector<Interval>;  ///< ascending, apart from each other

    static Intervals merged(Intervals intervals);
    static Intervals difference(const Intervals& from, const Intervals& taken);

    std::map<std::string, Intervals> sources_;  ///< by uuid, or uuid:tag
};

/// MariaDB's position: per replication domain the last transaction, "0-1-38,1-2-5".
class GtidPosition {
  public:
    struct Last {
        std::uint32_t server;
        std::uint64_t sequence;

        bool operator==(const Last&) const = default;
    };

    static std::optional<GtidPosition> parse(std::string_view text);

    const std::map<std::uint32_t, Last>& domains() const { return domains_; }
    /// How many transactions of `other` are beyond this, over all domains.
    std::uint64_t missing_of(const GtidPosition& other) const;
    /// A scalar that grows with every transaction: the sum of the sequences.
    std::uint64_t total() const;

    bool operator==(const GtidPosition&) const = default;

  private:
    std::map<std::uint32_t, Last> domains_;
};

}  // namespace druidwatch::cluster
