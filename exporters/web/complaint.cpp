#include "exporters/web/complaint.hpp"

#include <boost/beast/http/error.hpp>

namespace druidwatch::exporters {

namespace http = boost::beast::http;

std::optional<Response> complaint(boost::system::error_code error, const WebLimits& limits) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return error_response(
            431, "headers are longer than " + std::to_string(limits.header_bytes) + " bytes");
    }
    if (error == http::error::unexpected_body || error == http::error::body_limit) {
        return error_response(413, "no request here has a body");
    }
    // An HTTP error that is neither of these is a request that is none.
    static const auto& of_http = http::make_error_code(http::error::end_of_stream).category();
    if (error.category() != of_http || error == http::error::end_of_stream ||
        error == http::error::partial_message) {
        return {};
    }
    return error_response(400, "not a request: " + error.message());
}

}  // namespace druidwatch::exporters
