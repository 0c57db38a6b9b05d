#include "net/zookeeper_code.hpp"

#include <fmt/format.h>
#include <zookeeper/zookeeper.h>

namespace druidwatch::net {

static_assert(zookeeper_code::no_auth == ZNOAUTH && zookeeper_code::auth_failed == ZAUTHFAILED &&
              zookeeper_code::session_closed_require_auth == ZSESSIONCLOSEDREQUIRESASLAUTH);

Reason reason_of_zookeeper(int code) {
    switch (code) {
        case ZOPERATIONTIMEOUT:
            return Reason::timed_out;
        case ZNOAUTH:
            return Reason::not_allowed;
        case ZAUTHFAILED:
        case ZSESSIONCLOSEDREQUIRESASLAUTH:
            return Reason::authentication;
        case ZCONNECTIONLOSS:
        case ZSESSIONEXPIRED:
        case ZSESSIONMOVED:
        case ZINVALIDSTATE:
        case ZCLOSING:
            return Reason::closed;
        default:
            return Reason::protocol;
    }
}

std::string words_of_zookeeper(int code, const Digest* digest, const std::string& path) {
    switch (code) {
        case ZNOAUTH:
            return digest ? fmt::format("no READ on {} for {}: add it to the node's ACL", path,
                                        digest->user)
                          : fmt::format(
                                "no READ on {} without authentication: set `digest` in "
                                "the zookeeper section",
                                path);
        case ZAUTHFAILED:
            return "digest authentication is switched off there: see "
                   "zookeeper.DigestAuthenticationProvider.enabled";
        case ZSESSIONCLOSEDREQUIRESASLAUTH:
            return digest ? "it does not take `digest`: add digest to its enforce.auth.schemes; "
                            "SASL is not spoken here (sessionRequireClientSASLAuth)"
                          : "it demands authentication (enforce.auth.enabled or "
                            "sessionRequireClientSASLAuth): set `digest` in the zookeeper section";
        default:
            return zerror(code);
    }
}

}  // namespace druidwatch::net
