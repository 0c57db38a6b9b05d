#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "net/tls_client.hpp"

namespace druidwatch::net {

/// Contexts for TLS, each kept until one of its files is another: OpenSSL 3 reads a key and an
/// authority for longer than a handshake with them takes. Where no ca_file is given, what the
/// system stops trusting is trusted until the next start.
class TlsContexts {
  public:
    /// An error in words, with the file's name.
    std::expected<TlsContext, std::string> of(const TlsFiles& files);

  private:
    struct Kept {
        TlsFiles files;
        std::string stamp;  // by which the files' contents are known
        TlsContext context;
    };

    std::vector<Kept> kept_;  // as many as the configuration has sections `tls`
};

}  // namespace druidwatch::net
