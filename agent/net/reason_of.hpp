#pragma once

#include <chrono>
#include <string>

#include <boost/system/error_code.hpp>

#include "base/result.hpp"

namespace druidwatch::net {

/// What an errno of connect, read or write means for whoever was asked.
Reason reason_of_errno(int error);

/// The same for an error of Asio or of its TLS.
Reason reason_of(const boost::system::error_code& error);

/// "timed out after 2 s", for a question that was given that long.
std::string words_of_timeout(std::chrono::nanoseconds allowed);

}  // namespace druidwatch::net
