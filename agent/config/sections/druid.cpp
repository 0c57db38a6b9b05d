#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

bool names_nobody(const Druid& druid) {
    return druid.coordinators.empty() && druid.overlords.empty() && druid.brokers.empty() &&
           druid.routers.empty() && druid.load_balancers.empty();
}

void check(const Druid& druid, const Value& map, Problems& problems) {
    if (druid.discovery == Discovery::coordinator && druid.coordinators.empty()) {
        problems.add(map.place, "discovery asks Coordinators, and none is listed",
                     "add coordinators: [http://host:8081]");
    } else if (druid.discovery != Discovery::zookeeper && names_nobody(druid)) {
        problems.add(map.place, "no process of Druid is listed",
                     "add coordinators, brokers, routers or load_balancers");
    }
}

}  // namespace

Codec<Druid> druid_section() {
    return map_of(Section<Druid>{
        "a map with discovery, coordinators, brokers, ...",
        {key("discovery", &Druid::discovery,
             one_of<Discovery>({{"zookeeper", Discovery::zookeeper},
                                {"coordinator", Discovery::coordinator},
                                {"dns", Discovery::dns},
                                {"static", Discovery::fixed}}),
             "Where processes are found that are not listed here: their announcements in "
             "ZooKeeper, the Coordinator's cluster endpoint, every address of each listed name, or "
             "nowhere. Without a zookeeper section: static."),
         key("coordinators", &Druid::coordinators, urls(), "Each Coordinator, or combined master."),
         key("overlords", &Druid::overlords, urls(),
             "Each Overlord; left out where a combined master has both roles."),
         key("brokers", &Druid::brokers, urls(), "Each Broker."),
         key("routers", &Druid::routers, urls(), "Each Router."),
         key("load_balancers", &Druid::load_balancers, urls(),
             "The addresses in front of the Brokers."),
         key("basic_auth", &Druid::basic_auth, credentials_section("username"),
             "How the agent logs in at every process."),
         key("tls", &Druid::tls, tls_section(), "For https; left out: the system's authorities.")},
        check});
}

}  // namespace druidwatch::config
