#include "net/curl_transfer.hpp"

#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <openssl/ssl.h>

#include "net/reason_of.hpp"

namespace druidwatch::net {
namespace {

constexpr std::size_t max_header_bytes = 64 * 1024;
constexpr long receive_buffer = 4096;  // a probe's answer is short; libcurl's own default is 16 KiB

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string bracketed(const boost::asio::ip::address& address) {
    return address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
}

std::string connect_to_entry(const Endpoint& host, const boost::asio::ip::address& address) {
    return fmt::format("{}:{}:{}:{}", host.host, host.port, bracketed(address), host.port);
}

Reason reason_of_tls_failure(long os_error, std::string_view words) {
    if (os_error == ECONNRESET || contains(words, "reset by peer")) return Reason::reset;
    if (contains(words, "SSL_ERROR_SYSCALL") || contains(words, "unexpected eof")) {
        return Reason::closed;
    }
    return Reason::tls;
}

}  // namespace

Reason reason_of_curl(CURLcode code, long os_error, std::string_view words) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT:
            return Reason::timed_out;
        case CURLE_COULDNT_RESOLVE_HOST:
            return Reason::unreachable;
        case CURLE_COULDNT_CONNECT:
            return reason_of_errno(static_cast<int>(os_error));
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
            return Reason::closed;
        case CURLE_SEND_ERROR:
            return Reason::reset;
        case CURLE_RECV_ERROR:
            // TLS 1.3 tells a client that its certificate is not accepted in the first read.
            if (contains(words, "alert")) return Reason::tls;
            if (contains(words, "unexpected eof")) return Reason::closed;
            return Reason::reset;
        case CURLE_SSL_CONNECT_ERROR:
            return reason_of_tls_failure(os_error, words);
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_ENGINE_INITFAILED:
        case CURLE_SSL_INVALIDCERTSTATUS:
        case CURLE_SSL_CLIENTCERT:
            return Reason::tls;
        default:
            return Reason::protocol;
    }
}

CurlTransfer::CurlTransfer(CURL* easy, const HttpRequest& request, const Endpoint& host,
                           const boost::asio::ip::address& address, Connection connection,
                           TlsContext tls, milliseconds time_left)
    : easy_(easy), tls_(std::move(tls)), max_body_(request.max_body), allowed_(request.deadline) {
    curl_easy_reset(easy_);
    curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, error_);
    curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, std::max<long>(1, time_left.count()));
    curl_easy_setopt(easy_, CURLOPT_BUFFERSIZE, receive_buffer);
    curl_easy_setopt(easy_, CURLOPT_PROXY, "");
    curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy_, CURLOPT_PATH_AS_IS, 1L);
    // libcurl prunes its DNS cache at each transfer, at a cost that grows with the hosts.
    curl_easy_setopt(easy_, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &CurlTransfer::take_body);
    curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &CurlTransfer::take_header);
    curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
    if (connection != Connection::kept) curl_easy_setopt(easy_, CURLOPT_FRESH_CONNECT, 1L);
    if (connection == Connection::single) curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L);
    if (host.host != address.to_string()) {
        connect_to_.reset(curl_slist_append(nullptr, connect_to_entry(host, address).c_str()));
        curl_easy_setopt(easy_, CURLOPT_CONNECT_TO, connect_to_.get());
    }
    set_up_request(request);
    if (request.identity) set_up_login(*request.identity);
    if (tls_) set_up_tls();
}

void CurlTransfer::set_up_request(const HttpRequest& request) {
    curl_easy_setopt(easy_, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(easy_, CURLOPT_USERAGENT, "druidwatch");
    if (request.method == "HEAD") {
        curl_easy_setopt(easy_, CURLOPT_NOBODY, 1L);
    } else if (request.method == "POST" || !request.body.empty()) {
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
        curl_easy_setopt(easy_, CURLOPT_COPYPOSTFIELDS, request.body.c_str());
    }
    if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
        curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    const auto add = [this](const std::string& header) {
        headers_.reset(curl_slist_append(headers_.release(), header.c_str()));
    };
    for (const auto& header : request.headers) add(header);
    if (!request.content_type.empty()) add("Content-Type: " + request.content_type);
    if (!request.body.empty()) add("Expect:");  // no round trip to ask whether we may
    curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_.get());
}

void CurlTransfer::set_up_login(const HttpIdentity& identity) {
    if (identity.username.empty()) return;
    curl_easy_setopt(easy_, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(easy_, CURLOPT_USERNAME, identity.username.c_str());
    if (!identity.password.empty()) {
        curl_easy_setopt(easy_, CURLOPT_PASSWORD, identity.password.c_str());
    }
}

// libcurl would read all files again for each connection. Its cache of sessions knows only hosts,
// and a session must not be resumed by somebody else.
void CurlTransfer::set_up_tls() {
    curl_easy_setopt(easy_, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(easy_, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy_, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    curl_easy_setopt(easy_, CURLOPT_SSL_CTX_FUNCTION, &CurlTransfer::set_up_context);
    curl_easy_setopt(easy_, CURLOPT_SSL_CTX_DATA, this);
}

CURLcode CurlTransfer::set_up_context(CURL*, void* context, void* self) {
    const auto& transfer = *static_cast<CurlTransfer*>(self);
    const bool taken = share(transfer.tls_, static_cast<SSL_CTX*>(context));
    return taken ? CURLE_OK : CURLE_SSL_CERTPROBLEM;
}

std::size_t CurlTransfer::take_body(char* bytes, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    if (transfer.body_.size() + size * count > transfer.max_body_) {
        transfer.too_large_ = true;
        return 0;
    }
    transfer.body_.append(bytes, size * count);
    return size * count;
}

std::size_t CurlTransfer::take_header(char*, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<CurlTransfer*>(self);
    transfer.header_bytes_ += size * count;
    if (transfer.header_bytes_ <= max_header_bytes) return size * count;
    transfer.too_large_ = true;
    return 0;
}

void CurlTransfer::finish(CURLcode code) {
    code_ = code;
    finished_.wake();
}

bool CurlTransfer::reused_connection() const {
    long connections = 0;
    curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connections);
    return connections == 0;
}

Result<HttpResponse> CurlTransfer::outcome(const std::string& attempted,
                                           const std::string& target) const {
    const auto failure = [&](Reason reason, std::string answer) {
        return std::unexpected(Failure{reason, attempted, target, std::move(answer)});
    };
    if (too_large_) {
        return failure(Reason::too_large, body_.empty()
                                              ? "headers without end"
                                              : fmt::format("more than {} bytes", max_body_));
    }
    if (code_ != CURLE_OK) {
        long os_error = 0;
        curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &os_error);
        const std::string_view said = error_[0] ? error_ : curl_easy_strerror(code_);
        const auto reason = reason_of_curl(code_, os_error, said);
        if (reason == Reason::timed_out) return failure(reason, words_of_timeout(allowed_));
        if (code_ == CURLE_COULDNT_CONNECT && os_error != 0) {
            return failure(reason, std::strerror(static_cast<int>(os_error)));
        }
        return failure(reason, std::string(said));
    }
    HttpResponse response;
    long status = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
    const char* location = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_REDIRECT_URL, &location);
    const char* content_type = nullptr;
    curl_easy_getinfo(easy_, CURLINFO_CONTENT_TYPE, &content_type);
    response.status = static_cast<int>(status);
    response.body = body_;
    response.location = location ? location : "";
    response.content_type = content_type ? content_type : "";
    response.reused_connection = reused_connection();
    return response;
}

}  // namespace druidwatch::net
