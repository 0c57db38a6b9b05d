#include "exporters/web/config_routes.hpp"

#include "config/redact.hpp"
#include "exporters/web/reload_desk.hpp"

namespace druidwatch::exporters {
namespace {

boost::asio::awaitable<Response> reloaded(const ReloadDesk& desk) {
    const auto errors = co_await desk.ask();
    std::string said;
    for (const auto& error : errors) said += error + "\n";
    co_return errors.empty() ? text_response(200, "The configuration was read again and taken.\n")
                             : text_response(500, std::move(said));
}

}  // namespace

Response configuration(const Request&, const Context& context, std::string_view) {
    if (!context.snapshot || !context.snapshot->config) {
        return error_response(503, "nothing has been watched yet");
    }
    return text_response(200, config::redacted(*context.snapshot->config));
}

Response reload(const Request&, const Context& context, std::string_view) {
    if (!context.reload) return error_response(503, "nothing is reloaded here");
    return {.later = [&desk = *context.reload] { return reloaded(desk); }};
}

}  // namespace druidwatch::exporters
