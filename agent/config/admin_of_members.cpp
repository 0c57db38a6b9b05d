#include "config/admin_of_members.hpp"

namespace druidwatch::config {

AdminOfMembers admin_of_members(const ZooKeeper& zookeeper) {
    AdminOfMembers owners{.by_member = std::vector<std::string>(zookeeper.ensemble.size())};
    for (std::size_t url = 0; url < zookeeper.admin.size(); ++url) {
        const auto admin = endpoint_of_url(zookeeper.admin[url]);
        bool given = false;
        for (std::size_t i = 0; i < owners.by_member.size() && admin && !given; ++i) {
            given = owners.by_member[i].empty() && zookeeper.ensemble[i].host == admin->host;
            if (given) owners.by_member[i] = zookeeper.admin[url];
        }
        if (!given) owners.left.push_back(url);
    }
    return owners;
}

}  // namespace druidwatch::config
