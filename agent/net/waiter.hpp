#pragma once

#include <functional>

#include <boost/system/error_code.hpp>

#include "net/task.hpp"

namespace druidwatch::net {

/// Where one coroutine waits until somebody wakes it. A wake that comes before the wait is kept.
/// Belongs to the loop's thread.
class Waiter {
  public:
    Waiter() = default;

    /// A coroutine that still waits is cancelled there.
    ~Waiter();
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    /// At most one coroutine at a time.
    Task<void> wait();

    /// Resumes the waiting coroutine in a later turn of the loop, never within this call.
    void wake();

  private:
    void finish(boost::system::error_code error);

    std::move_only_function<void(boost::system::error_code)> resume_;
    bool woken_ = false;
};

}  // namespace druidwatch::net
