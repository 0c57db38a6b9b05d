#include "probes/druid/is_leader.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"

namespace druidwatch::probes::druid {

namespace json = boost::json;

bool says_leader(std::string_view body, bool leads) {
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* object = error ? nullptr : document.if_object();
    const auto* word = object ? object->if_contains("leader") : nullptr;
    return word && word->is_bool() && word->get_bool() == leads;
}

Result<bool> parse_is_leader(int status, std::string_view body) {
    if (status == 200 && says_leader(body, true)) return true;
    if (status == 404 && says_leader(body, false)) return false;
    return std::unexpected(failure_of_answer(status, body, Permission::none));
}

}  // namespace druidwatch::probes::druid
