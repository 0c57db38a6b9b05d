#include <fmt/format.h>

#include "config/admin_of_members.hpp"
#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

Codec<std::string> znode_path() {
    auto parse = [](std::string_view text) -> Parsed<std::string> {
        const bool whole = text == "/" || (text.starts_with('/') && !text.ends_with('/'));
        if (whole && text.find("//") == std::string_view::npos) return std::string(text);
        return std::unexpected(Complaint{fmt::format("`{}` is not a ZooKeeper path", text),
                                         "write it as Druid has it, such as /druid"});
    };
    return scalar_codec<std::string>("a ZooKeeper path, such as /druid", parse,
                                     [](const std::string& path) { return path; });
}

void check(ZooKeeper& zookeeper, const Value& map, Problems& problems) {
    for (const auto index : admin_of_members(zookeeper).left) {
        problems.add(map.find("admin")->items[index].place,
                     fmt::format("`{}` is on no member's host", zookeeper.admin[index]),
                     "write the host as `ensemble` has it, one AdminServer for each member");
    }
}

}  // namespace

Codec<ZooKeeper> zookeeper_section() {
    return map_of(Section<ZooKeeper>{
        "a map with ensemble",
        {required(key("ensemble", &ZooKeeper::ensemble,
                      at_least_one(list_of(
                          host_port(), [](const Endpoint& member) { return to_string(member); })),
                      "Every member, with its client port.")),
         key("base_path", &ZooKeeper::base_path, znode_path(), "Druid's druid.zk.paths.base."),
         key("tls", &ZooKeeper::tls, tls_section(), "Given: the client port speaks TLS."),
         key("admin", &ZooKeeper::admin, urls(),
             "AdminServer of the members, where four-letter words are closed."),
         key("max_outstanding_requests", &ZooKeeper::max_outstanding_requests, count(1, 1'000'000),
             "More requests that wait in a member are a backlog."),
         key("max_latency", &ZooKeeper::max_latency, duration(1ms, 1h),
             "So is a higher mean of a member's request latency between two polls."),
         key("digest", &ZooKeeper::digest, credentials_section("user"),
             "Who may read Druid's nodes, where ACLs close them.")},
        check});
}

}  // namespace druidwatch::config
