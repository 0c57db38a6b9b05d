#pragma once

#include <boost/system/error_code.hpp>

#include "base/result.hpp"

namespace druidwatch::net {

/// What an errno of connect, read or write means for whoever was asked.
Reason reason_of_errno(int error);

/// The same for an error of Asio or of its TLS.
Reason reason_of(const boost::system::error_code& error);

}  // namespace druidwatch::net
