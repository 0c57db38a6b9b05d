#include "net/tls_hello.hpp"

#include <memory>

#include <openssl/ssl.h>

namespace druidwatch::net {

std::string tls_client_hello() {
    const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                               &SSL_CTX_free);
    const std::unique_ptr<SSL, void (*)(SSL*)> tls(context ? SSL_new(context.get()) : nullptr,
                                                   &SSL_free);
    if (!tls) return {};
    BIO* sent = BIO_new(BIO_s_mem());
    SSL_set_bio(tls.get(), BIO_new(BIO_s_mem()), sent);  // which owns both
    SSL_connect(tls.get());                              // until it waits for the server's hello
    std::string hello(BIO_ctrl_pending(sent), '\0');
    BIO_read(sent, hello.data(), static_cast<int>(hello.size()));
    return hello;
}

bool begins_tls_record(std::string_view answer) {
    constexpr char alert = 21;
    constexpr char handshake = 22;
    constexpr char major_version = 3;
    return answer.size() >= 2 && (answer[0] == alert || answer[0] == handshake) &&
           answer[1] == major_version;
}

}  // namespace druidwatch::net
