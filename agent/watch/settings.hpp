#pragma once

#include <memory>

#include "config/config.hpp"
#include "watch/secrets.hpp"

namespace druidwatch::watch {

/// What the agent was told. It never changes: whoever works by it shares it, and a reload makes
/// another one, so the old one lives as long as anybody still works by that.
struct Settings {
    config::Config config;
    Secrets secrets;
};

using SettingsPtr = std::shared_ptr<const Settings>;

}  // namespace druidwatch::watch
