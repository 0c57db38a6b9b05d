#include "probes/http_answer.hpp"

#include <fmt/format.h>

#include "probes/answer_text.hpp"

namespace druidwatch::probes {
namespace {

Reason reason_of(int status) {
    if (status == 401) return Reason::authentication;
    if (status == 403) return Reason::not_allowed;
    return status >= 500 ? Reason::unavailable : Reason::protocol;
}

}  // namespace

Failure failure_of_status(int status, std::string_view body) {
    return {reason_of(status), {}, {}, excerpt(fmt::format("HTTP {} {}", status, excerpt(body)))};
}

}  // namespace druidwatch::probes
