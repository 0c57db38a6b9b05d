#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace druidwatch::exporters {

/// Has the agent read its configuration again for whoever posts to /-/reload.
class ReloadDesk {
  public:
    using Errors = std::vector<std::string>;  ///< why it was not taken; empty: it was
    using Told = std::function<void(Errors)>;
    /// Called on the web server's thread, must not block; `Told` is called once, from any thread.
    using Reload = std::function<void(Told)>;

    explicit ReloadDesk(Reload reload) : reload_(std::move(reload)) {}

    /// Called and resumed on the web server's thread.
    boost::asio::awaitable<Errors> ask() const;

  private:
    Reload reload_;
};

}  // namespace druidwatch::exporters
