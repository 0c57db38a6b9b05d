#include "probes/druid/status.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"
#include "probes/druid/permission.hpp"
#include "probes/json_fields.hpp"

namespace druidwatch::probes::druid {

Result<std::string> parse_version(int status, std::string_view body) {
    namespace json = boost::json;
    if (status != 200) {
        return std::unexpected(failure_of_answer(status, body, Permission::state_read));
    }
    json::error_code error;
    const auto document = json::parse(body, error);
    const auto* told = error ? nullptr : document.if_object();
    auto version = told ? text_of(*told, "version") : std::string{};
    if (version.empty()) return std::unexpected(unreadable(body));
    return version;
}

}  // namespace druidwatch::probes::druid
