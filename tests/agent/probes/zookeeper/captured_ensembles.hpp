#pragma once

#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "agent/probes/captures.hpp"
#include "cluster/zookeeper_answers.hpp"

namespace druidwatch::probes::zookeeper {

/// The folder of captures, which remembers what was read of it.
class Captures {
  public:
    std::string text(const std::string& name) {
        read_.insert(name);
        return capture("zookeeper/" + name);
    }

    std::set<std::string> unread() const {
        std::set<std::string> names;
        for (const auto& file : std::filesystem::directory_iterator(
                 std::filesystem::path(DRUIDWATCH_FIXTURES) / "zookeeper")) {
            names.insert(file.path().filename());
        }
        for (const auto& name : read_) names.erase(name);
        return names;
    }

  private:
    std::set<std::string> read_;
};

/// What a member said of itself, whichever way it was asked.
struct Told {
    int number;  ///< n1: 1
    cluster::ServerMode mode = cluster::ServerMode::follower;
    std::uint64_t zxid = 0;
    std::optional<int> synced_followers = {};
    std::optional<int> synced_non_voting = {};
};

/// An ensemble as it was captured; how it came to be so is in the folder's README.txt.
struct Ensemble {
    std::string name;
    std::vector<Told> members;   ///< those that ran
    std::vector<int> gone = {};  ///< those that did not
    std::vector<int> voters = {1, 2, 3};
    std::optional<std::uint64_t> config_version = 0;
    std::string version = "3.8.0";
    bool names_clients = false;      ///< its servers' lines end in ;host:port
    std::vector<int> weights = {};   ///< by voter; empty: none
    std::optional<int> leader = {};  ///< by the AdminServer of each that serves
};

using enum cluster::ServerMode;

inline const Ensemble healthy{
    .name = "healthy", .members = {{1}, {2}, {3, leader, 0x100000000, 2, 0}}, .leader = 3};

inline const Ensemble healthy_393{
    .name = "v393-healthy", .members = healthy.members, .version = "3.9.3", .leader = 3};

inline const Ensemble one_down{
    .name = "one-down",
    .members = {{1, follower, 0x100000005}, {2, leader, 0x200000000, 1, 0}},
    .gone = {3},
    .leader = 2};

inline const Ensemble no_quorum{
    .name = "noquorum-survivor-n2", .members = {{2, not_serving}}, .gone = {1, 3}};

inline const Ensemble no_quorum_read_only{.name = "readonly-noquorum-survivor",
                                          .members = {{2, read_only}},
                                          .gone = {1, 3},
                                          .voters = {},
                                          .config_version = {}};

/// n3 leads, and says so to the AdminServer's clients only.
inline const Ensemble leader_serves_no{
    .name = "leaderServes-no", .members = {{1}, {2}, {3, not_serving}}, .leader = 3};

inline const Ensemble weighted{
    .name = "weighted", .members = healthy.members, .weights = {1, 1, 3}, .leader = 3};

inline const Ensemble dynamic{
    .name = "dynamic",
    .members = {{1}, {2, follower, 0x100000000}, {3, leader, 0x100000000, 2, 0}},
    .config_version = 0x100000000,
    .names_clients = true,
    .leader = 3};

/// n1 was removed; it runs on and follows, and its leader counts it as a follower that has no vote.
inline const Ensemble dynamic_after_removal{.name = "dynamic-after-remove1",
                                            .members = {{1, follower, 0x100000003},
                                                        {2, follower, 0x100000003},
                                                        {3, leader, 0x100000003, 2, 1}},
                                            .voters = {2, 3},
                                            .config_version = 0x100000003,
                                            .names_clients = true,
                                            .leader = 3};

}  // namespace druidwatch::probes::zookeeper
