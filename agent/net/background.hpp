#pragma once

#include <functional>
#include <memory>

namespace druidwatch::net {

/// Helper threads for the few calls that can only block: one short-lived thread a call, so that a
/// slow one delays no other. Destroying it waits for the calls marked `must_finish`, not for the
/// others.
class Background {
  public:
    enum class Ending { must_finish, may_be_abandoned };

    Background();
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// `work` runs on a thread of its own and must own all it touches. At most `max_threads` run at
    /// once; what is beyond waits for its turn.
    void run(Ending ending, std::move_only_function<void()> work);

    static constexpr int max_threads = 64;

  private:
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace druidwatch::net
