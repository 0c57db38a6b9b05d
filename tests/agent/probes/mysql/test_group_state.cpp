#include "agent/probes/captures.hpp"
#include "probes/answer_text.hpp"
#include "probes/mysql/group_state.hpp"

using namespace druidwatch;
using namespace druidwatch::probes;
using namespace druidwatch::probes::mysql;

namespace {

constexpr std::string_view group_name = "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa";

/// As my07_mysql_gr.txt writes members down: "33411\tONLINE\tPRIMARY;33412\t...". Ports serve as
/// their names.
net::Rows members(std::string_view text) {
    net::Rows rows{
        .columns = {"CHANNEL_NAME", "MEMBER_ID", "MEMBER_STATE", "MEMBER_ROLE", "VIEW_ID"}};
    while (!text.empty()) {
        const auto end = text.find(';');
        const auto member = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const auto port = split_at_first(member, '\t');
        const auto state = split_at_first(port->after, '\t');
        rows.cells.push_back({"group_replication_applier", std::string(port->before),
                              std::string(state->before), std::string(state->after),
                              "17954876696591267:3"});
    }
    return rows;
}

Figures settings(bool single = true) {
    return Figures(
        {.columns = {"group_replication_group_name", "group_replication_single_primary_mode"},
         .cells = {{std::string(group_name), single ? "ON" : "OFF"}}});
}

GroupState seen_by(std::string_view port, std::string_view text, bool single = true,
                   const net::Rows* channels = nullptr) {
    return group_replication(settings(single), {}, members(text), channels, port);
}

Figures galera_status(const std::string& fixture) {
    const auto text = capture("databases/my1011-galera-" + fixture + ".status.txt");
    net::Rows rows{.columns = {"Variable_name", "Value"}};
    std::string_view rest = trimmed(text);
    while (!rest.empty()) {
        const auto split = split_at_first(rest, '|');
        const auto figure = split_at_first(split ? split->before : rest, '=');
        rows.cells.push_back({std::string(figure->before), std::string(figure->after)});
        rest = split ? split->after : std::string_view{};
    }
    return Figures(rows);
}

}  // namespace

TEST_CASE("of a healthy group the primary may write, the others receive") {
    constexpr std::string_view three =
        "33411\tONLINE\tPRIMARY;33412\tONLINE\tSECONDARY;33413\tONLINE\tSECONDARY";
    const auto primary = seen_by("33411", three);
    CHECK(primary.may_write);
    CHECK(primary.group == cluster::Group{.id = std::string(group_name),
                                          .view = "17954876696591267:3",
                                          .size = 3,
                                          .reachable = 3,
                                          .quorum = true,
                                          .state = "ONLINE"});
    const auto secondary = seen_by("33412", three);
    CHECK(!secondary.may_write);
    CHECK(secondary.applier.receives);
    CHECK(secondary.applier.applies);
    CHECK(secondary.applier.status == "ONLINE");
}

TEST_CASE("a primary that lost its quorum still calls itself ONLINE, and may not write") {
    const auto alone = seen_by(
        "33411",
        "33411\tONLINE\tPRIMARY;33412\tUNREACHABLE\tSECONDARY;33413\tUNREACHABLE\tSECONDARY");
    CHECK(!alone.may_write);
    CHECK(!alone.group.quorum);
    CHECK(alone.group.size == 3);
    CHECK(alone.group.reachable == 1);
    CHECK(!alone.applier.receives);
    CHECK(alone.applier.status == "ONLINE without a quorum");
    // Half of an even number is no majority either.
    CHECK(!seen_by("33411", "33411\tONLINE\tPRIMARY;33412\tUNREACHABLE\tSECONDARY").group.quorum);
}

TEST_CASE("a group that lost its primary and has not yet another has no member that may write") {
    constexpr std::string_view between =
        "33411\tUNREACHABLE\tPRIMARY;33412\tONLINE\tSECONDARY;33413\tONLINE\tSECONDARY";
    CHECK(!seen_by("33412", between).may_write);
    CHECK(seen_by("33412", between).group.quorum);
    CHECK(seen_by("33412", "33412\tONLINE\tPRIMARY;33413\tONLINE\tSECONDARY").may_write);
}

TEST_CASE("a member that was expelled, that recovers, or that never joined is no candidate") {
    const auto expelled = seen_by("33411", "33411\tERROR\t");
    CHECK(!expelled.may_write);
    CHECK(!expelled.group.quorum);
    CHECK(!expelled.applier.receives);
    CHECK(expelled.applier.status == "ERROR");
    const auto recovering = seen_by(
        "33411", "33411\tRECOVERING\tSECONDARY;33412\tONLINE\tPRIMARY;33413\tONLINE\tSECONDARY");
    CHECK(recovering.group.quorum);
    CHECK(!recovering.applier.receives);
    CHECK(recovering.applier.status == "RECOVERING");
    // It is not read-only, though.
    CHECK(!seen_by("33411", "33411\tOFFLINE\t").may_write);
    CHECK(seen_by("33411", "\tOFFLINE\t").group.state == "OFFLINE");
}

TEST_CASE("where every member may write, every one that is ONLINE does") {
    constexpr std::string_view all = "33411\tONLINE\tPRIMARY;33412\tONLINE\tPRIMARY";
    CHECK(seen_by("33411", all, false).may_write);
    CHECK(seen_by("33412", all, false).may_write);
    CHECK(seen_by("33412", all, false).group.multi_primary);
}

TEST_CASE("5.7 names its primary among the figures") {
    const Figures status({.columns = {"group_replication_primary_member"}, .cells = {{"33412"}}});
    const auto both = members("33411\tONLINE\t;33412\tONLINE\t");
    CHECK(!group_replication(settings(), status, both, nullptr, "33411").may_write);
    CHECK(group_replication(settings(), status, both, nullptr, "33412").may_write);
}

TEST_CASE("an applier that stopped is told of a member that is ONLINE") {
    const net::Rows channels{.columns = {"name", "applier", "age"},
                             .cells = {{"group_replication_recovery", "OFF", std::nullopt},
                                       {"group_replication_applier", "OFF", std::nullopt}}};
    const auto stuck =
        seen_by("33412", "33411\tONLINE\tPRIMARY;33412\tONLINE\tSECONDARY", true, &channels);
    CHECK(stuck.applier.receives);
    CHECK(!stuck.applier.applies);
}

TEST_CASE("of Galera every member that is ready may write") {
    const auto synced = galera(galera_status("synced"));
    CHECK(synced.may_write);
    CHECK(synced.group.multi_primary);
    CHECK(synced.group.quorum);
    CHECK(synced.group.size == 3);
    CHECK(synced.group.view == "3");
    CHECK(synced.group.state == "Synced");
    const auto donor = galera(galera_status("donor"));
    CHECK(donor.may_write);
    CHECK(donor.applier.receives);
    CHECK(donor.group.state == "Donor/Desynced");
}

TEST_CASE("without a quorum Galera is not read-only, refuses statements, and counts unsigned") {
    const auto alone = galera(galera_status("no-quorum"));
    CHECK(!alone.may_write);
    CHECK(!alone.group.quorum);
    CHECK(alone.group.size == 1);
    CHECK(alone.group.view == "18446744073709551615");
    CHECK(!alone.applier.receives);
    CHECK(alone.applier.status == "Initialized, non-Primary");
}
