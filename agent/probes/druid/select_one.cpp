#include "probes/druid/select_one.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {
namespace {

namespace json = boost::json;

bool is_one(std::string_view body) {
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* rows = error ? nullptr : document.if_array();
    const auto* row = rows && rows->size() == 1 ? rows->front().if_object() : nullptr;
    return row && row->size() == 1 && row->begin()->value() == 1;
}

}  // namespace

Result<bool> parse_select_one(int status, std::string_view body) {
    if (status != 200) return std::unexpected(failure_of_answer(status, body, Permission::user));
    if (!is_one(body)) return std::unexpected(unreadable(body));
    return true;
}

}  // namespace druidwatch::probes::druid
