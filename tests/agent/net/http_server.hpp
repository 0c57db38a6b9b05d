#pragma once

#include <string>

#include <fmt/format.h>

#include "net/http.hpp"
#include "on_loop.hpp"

namespace druidwatch::net {

inline constexpr auto request_end = "\r\n\r\n";

inline std::string answer(const std::string& body, const std::string& headers = "",
                          const std::string& status = "200 OK") {
    return fmt::format("HTTP/1.1 {}\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(),
                       headers, body);
}

// Answers every request of a connection with the same.
inline ScriptedServer::Script always(std::string bytes) {
    return [bytes](ScriptedServer::Socket& socket, int) -> Task<void> {
        while (co_await hear(socket, request_end)) co_await say(socket, bytes);
    };
}

inline Task<Result<HttpResponse>> get(HttpClient& client, std::string url,
                                      milliseconds deadline = milliseconds(10s)) {
    return client.send({.url = std::move(url), .deadline = deadline});
}

}  // namespace druidwatch::net
