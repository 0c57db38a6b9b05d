#pragma once

#include <functional>

#include "net/http.hpp"
#include "net/loop.hpp"

namespace druidwatch::test {

/// The loop on which a test's client and stand-ins live.
struct Stage {
    net::Loop loop;
    net::HttpClient http{loop};

    /// Runs the loop until `happened`; false if it has not within ten seconds.
    bool until(const std::function<bool()>& happened) {
        bool over = false;
        const net::Alarm alarm(loop.wheel(), loop.in(10s), [&over] { over = true; });
        while (!happened() && !over) loop.context().run_one();
        return !over;
    }

    /// Ends what lives on the loop as the agent does: by the loop's own thread.
    void end(std::function<void()> destroy) {
        loop.post(std::move(destroy));
        loop.context().poll();
    }
};

}  // namespace druidwatch::test
