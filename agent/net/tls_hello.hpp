#pragma once

#include <string>
#include <string_view>

namespace druidwatch::net {

/// What a TLS client says first; enough to find out whether anybody speaks TLS.
std::string tls_client_hello();

/// Whether these first bytes of an answer are of TLS: a hello back, or an alert.
bool begins_tls_record(std::string_view answer);

}  // namespace druidwatch::net
