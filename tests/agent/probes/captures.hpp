#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <catch2/catch.hpp>

namespace druidwatch::probes {

/// The bytes of tests/fixtures/<name>: what a real server answered.
inline std::string capture(const std::string& name) {
    std::ifstream file(std::string(DRUIDWATCH_FIXTURES) + "/" + name, std::ios::binary);
    if (!file) FAIL("no fixture " << name);
    return {std::istreambuf_iterator<char>(file), {}};
}

struct CapturedHttp {
    int status = 0;
    std::string body;
    std::string location{};  ///< of a redirect
};

/// An answer that `curl -i` wrote down, without its head and without a trailer.
inline CapturedHttp captured_http(const std::string& name) {
    auto text = capture(name);
    std::erase(text, '\r');
    const auto body = text.find("\n\n");
    REQUIRE(text.starts_with("HTTP/1.1 "));
    REQUIRE(body != std::string::npos);
    CapturedHttp answer{std::stoi(text.substr(9, 3)), text.substr(body + 2)};
    constexpr std::string_view location = "\nLocation: ";
    if (const auto at = text.find(location); at < body) {
        const auto from = at + location.size();
        answer.location = text.substr(from, text.find('\n', from) - from);
    }
    for (const std::string_view trailer : {"\nX-Druid-Response-Complete", "\nx-druid-response-c"}) {
        if (const auto at = answer.body.find(trailer); at != std::string::npos) {
            answer.body.resize(at);
        }
    }
    return answer;
}

}  // namespace druidwatch::probes
