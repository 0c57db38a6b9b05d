#pragma once

#include <boost/asio/awaitable.hpp>

namespace druidwatch::net {

/// A coroutine of the loop. Cancelled, it ends by an exception at the await where it stands;
/// adapters of this room turn every other error into a value.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace druidwatch::net
