#include "fuzz/target.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace druidwatch::fuzz {

void require(bool law, std::source_location where) {
    if (law) return;
    std::fprintf(stderr, "%s:%u: a law of %s is broken\n", where.file_name(), where.line(),
                 where.function_name());
    std::abort();
}

void require_one_line(std::string_view text, std::source_location where) {
    constexpr std::size_t longest = 512;
    require(text.size() <= longest, where);
    require(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }), where);
}

void require_failure(const Failure& failure, std::initializer_list<Reason> allowed,
                     std::source_location where) {
    require(std::ranges::find(allowed, failure.reason) != allowed.end(), where);
    require_one_line(failure.attempted, where);
    require_one_line(failure.answer, where);
}

}  // namespace druidwatch::fuzz

// libFuzzer's entry goes by this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,  // NOLINT(*-identifier-naming)
                                      std::size_t size) {
    druidwatch::fuzz::examine({reinterpret_cast<const char*>(data), size});
    return 0;
}
