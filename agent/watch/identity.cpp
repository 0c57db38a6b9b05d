#include "watch/identity.hpp"

namespace druidwatch::watch {

std::shared_ptr<const net::HttpIdentity> identity_of(const config::Client& client,
                                                     const Secrets& secrets) {
    if (client == config::Client{}) return nullptr;
    auto identity = std::make_shared<net::HttpIdentity>();
    if (const auto& login = client.basic_auth) {
        identity->username = login->username;
        identity->password = secret(secrets, login->password_file);
    }
    if (const auto& tls = client.tls) identity->tls = {tls->ca_file, tls->cert_file, tls->key_file};
    return identity;
}

}  // namespace druidwatch::watch
