#pragma once

#include <expected>
#include <memory>
#include <string>

#include "cli/options.hpp"
#include "cli/told/agent_view.hpp"
#include "net/http.hpp"

namespace druidwatch::cli {

/// How the options say that the agent is asked: its authorities, our certificate, our login. The
/// error is a line for a person.
std::expected<std::shared_ptr<const net::HttpIdentity>, std::string> identity_for(
    const Options& options);

/// A running agent's API. Every error is a line for a person that names the URL.
class AgentApi {
  public:
    AgentApi(net::HttpClient& client, std::string url,
             std::shared_ptr<const net::HttpIdentity> identity);

    /// The body of a 200.
    net::Task<std::expected<std::string, std::string>> get(std::string path);

    /// Not of an agent that answers and has ceased to watch.
    net::Task<std::expected<AgentView, std::string>> view();

  private:
    net::HttpClient& client_;
    std::string url_;
    std::shared_ptr<const net::HttpIdentity> identity_;
};

}  // namespace druidwatch::cli
