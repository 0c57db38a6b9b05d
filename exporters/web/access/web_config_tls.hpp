#pragma once

#include "config/codec.hpp"
#include "exporters/web/access/web_config.hpp"

namespace druidwatch::exporters {

/// `tls_server_config` of a web configuration file.
config::Codec<TlsServer> tls_server_section();

}  // namespace druidwatch::exporters
