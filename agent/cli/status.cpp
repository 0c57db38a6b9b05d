#include "cli/status.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "cli/status/screen.hpp"
#include "cli/status/status_json.hpp"
#include "cli/told/agent_api.hpp"

namespace druidwatch::cli {
namespace {

constexpr milliseconds pause{1s};

/// Where one picture follows another: over the last one on a terminal, else behind it.
class Output {
  public:
    explicit Output(const Options& options) : options_(options) {}

    void show(const AgentView& view) {
        if (options_.format == OutputFormat::json) {
            print(status_json(view));
            return;
        }
        const auto look = look_of_output();
        const auto screen = status_screen(view, look);
        draw(options_.watch ? fitted(screen, look) : screen);
    }

  private:
    void draw(const std::string& text) {
        const bool over = options_.watch && output_is_terminal();
        // From the corner; then whatever the last picture had more is erased.
        print(over ? fmt::format("\x1b[H\x1b[2J{}", text) : text);
    }

    static void print(const std::string& text) {
        std::fwrite(text.data(), 1, text.size(), stdout);
        std::fflush(stdout);
    }

    const Options& options_;
};

net::Task<void> show(net::Loop& loop, AgentApi& agent, const Options& options, int& result) {
    Output output(options);
    do {
        const auto view = co_await agent.view();
        if (view) {
            output.show(*view);
        } else {
            say(view.error());
        }
        result = view ? exit_status(*view) : 3;
        if (options.watch) co_await loop.wheel().sleep_until(loop.in(pause));
    } while (options.watch);
    loop.stop();
}

}  // namespace

int status(const Options& options) {
    int result = 3;
    ask_agent(options,
              [&](net::Loop& loop, AgentApi& agent) { return show(loop, agent, options, result); });
    return result;
}

}  // namespace druidwatch::cli
