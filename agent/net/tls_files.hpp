#pragma once

#include <string>

namespace druidwatch::net {

/// Files of PEM; empty where not given. Without a ca_file the system's authorities are trusted. The
/// server's certificate and name are always verified.
struct TlsFiles {
    std::string ca_file;
    std::string cert_file;
    std::string key_file;

    bool operator==(const TlsFiles&) const = default;
};

}  // namespace druidwatch::net
