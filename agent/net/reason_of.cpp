#include "net/reason_of.hpp"

#include <cerrno>
#include <chrono>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>

#include "base/time.hpp"

namespace druidwatch::net {
namespace asio = boost::asio;

Reason reason_of_errno(int error) {
    switch (error) {
        case ECONNREFUSED:
            return Reason::refused;
        case ECONNRESET:
        case EPIPE:
        case ECONNABORTED:
        case ENOTCONN:
            return Reason::reset;
        case ETIMEDOUT:
            return Reason::timed_out;
        // No route, a firewall of ours, no descriptors left here: none says anything about the
        // node.
        default:
            return Reason::unreachable;
    }
}

Reason reason_of(const boost::system::error_code& error) {
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
        return Reason::closed;
    }
    if (error.category() == asio::error::get_ssl_category() ||
        error.category() == asio::ssl::error::get_stream_category()) {
        return Reason::tls;
    }
    if (error.category() == boost::system::system_category()) return reason_of_errno(error.value());
    return Reason::protocol;
}

// The deadline was set a little before the clock was read again, hence up to the whole millisecond.
std::string words_of_timeout(std::chrono::nanoseconds allowed) {
    if (allowed <= 0ns) return "timed out before it could be asked";
    return "timed out after " + human(std::chrono::ceil<milliseconds>(allowed));
}

}  // namespace druidwatch::net
