#pragma once

#include <source_location>
#include <string_view>

#include "base/result.hpp"

namespace druidwatch::fuzz {

/// What a target is: it hands `bytes` to a parser and requires what must hold of any answer.
/// Defined once per program, in fuzz_<parser>.cpp.
void examine(std::string_view bytes);

/// Ends the process with the place of the broken law; libFuzzer keeps the input.
void require(bool law, std::source_location where = std::source_location::current());

/// One line of printable ASCII, not a long one: fit for a log, a label and a page.
void require_one_line(std::string_view text,
                      std::source_location where = std::source_location::current());

/// Its reason is one of `allowed`, and what it repeats of the answer is one line.
void require_failure(const Failure& failure, std::initializer_list<Reason> allowed,
                     std::source_location where = std::source_location::current());

/// The same bytes read twice are the same answer, and a failure is one of `allowed`.
template <class Parse>
auto parsed(Parse parse, std::initializer_list<Reason> allowed,
            std::source_location where = std::source_location::current()) {
    auto answer = parse();
    require(answer == parse(), where);
    if (!answer) require_failure(answer.error(), allowed, where);
    return answer;
}

/// Statuses under which a body is read; each stands for a kind.
inline constexpr int http_statuses[] = {200, 302, 401, 403, 404, 500, 503};

/// What an HTTP answer may fail with.
inline constexpr std::initializer_list<Reason> http_failures = {
    Reason::protocol, Reason::unavailable, Reason::authentication, Reason::not_allowed};

}  // namespace druidwatch::fuzz
