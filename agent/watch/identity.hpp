#pragma once

#include <memory>
#include <optional>

#include "config/config.hpp"
#include "net/http.hpp"
#include "watch/secrets.hpp"

namespace druidwatch::watch {

/// Who we are to HTTP servers; nullptr where that is nobody in particular.
std::shared_ptr<const net::HttpIdentity> identity_of(const config::Client& client,
                                                     const Secrets& secrets);

}  // namespace druidwatch::watch
