#include <fmt/format.h>

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
         key("digest", &ZooKeeper::digest, credentials_section("user"),
             "Who may read Druid's nodes, where ACLs close them.")}});
}

}  // namespace druidwatch::config
