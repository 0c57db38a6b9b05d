#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cli/options.hpp"
#include "cli/told/agent_view.hpp"
#include "net/http.hpp"
#include "net/loop.hpp"

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

/// A line on standard error.
void say(std::string_view line);

/// Runs `work` on a loop of its own, until that stops the loop or an interrupt does. Nothing is run
/// where the options tell of files that are none; that is said.
void ask_agent(const Options& options,
               const std::function<net::Task<void>(net::Loop& loop, AgentApi& agent)>& work);

}  // namespace druidwatch::cli
