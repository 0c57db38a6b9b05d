#pragma once

#include <string>

namespace druidwatch::net {

/// Who we are to ZooKeeper, in its scheme `digest`.
struct Digest {
    std::string user;
    std::string password;
};

}  // namespace druidwatch::net
