#include "probes/druid/permission.hpp"

#include "probes/http_answer.hpp"

namespace druidwatch::probes::druid {
namespace {

std::string_view missing_right(Permission needed) {
    switch (needed) {
        case Permission::none:
            return "Druid wants no right for this: something before it refuses";
        case Permission::user:
            return "the user of druid.basic_auth needs more rights";
        case Permission::state_read:
            return "the user of druid.basic_auth needs READ on the resource STATE of type STATE";
        case Permission::config_read:
            return "the user of druid.basic_auth needs READ on the resource CONFIG of type CONFIG";
    }
    return {};
}

// Druid's own redirects, to the leader, are 307; those of its single sign-on are not.
bool is_login(int status) { return status == 302 || status == 303; }

}  // namespace

Failure failure_of_answer(int status, std::string_view body, Permission needed) {
    auto failure = failure_of_status(status, body);
    if (status == 401) {
        failure.answer += "; set druid.basic_auth, or correct it, in the configuration";
    } else if (is_login(status)) {
        failure.reason = Reason::authentication;
        failure.answer = "HTTP " + std::to_string(status) +
                         ": redirected, as to a login page; set druid.basic_auth, or the URL, in "
                         "the configuration";
    } else if (status == 403) {
        failure.answer += "; ";
        failure.answer += missing_right(needed);
    }
    return failure;
}

}  // namespace druidwatch::probes::druid
