#include "exporters/web/history_route.hpp"

#include "exporters/web/history_desk.hpp"
#include "exporters/web/history_json.hpp"
#include "exporters/web/history_query.hpp"

namespace druidwatch::exporters {
namespace {

boost::asio::awaitable<Response> looked_up(HistoryDesk& desk, history::Query query) {
    const auto found = co_await desk.find(query);
    Response response{.content_type = "application/json",
                      .body = history_document(query, found, desk.status()),
                      .headers = {{"Cache-Control", "no-store"}}};
    co_return response;
}

}  // namespace

Response history_of(const Request& request, const Context& context, std::string_view) {
    const auto query = read_history_query(request.query(), context.now.wall);
    if (!query) return error_response(400, query.error());
    if (!context.history) return error_response(503, "no history is kept here");
    if (!context.history->has_room()) {
        return error_response(503, "as many look-ups as may be are under way");
    }
    return {
        .later = [&desk = *context.history, wanted = *query] { return looked_up(desk, wanted); }};
}

}  // namespace druidwatch::exporters
