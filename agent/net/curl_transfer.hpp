#pragma once

#include <memory>
#include <string>

#include <boost/asio/ip/address.hpp>
#include <curl/curl.h>

#include "base/endpoint.hpp"
#include "net/http.hpp"
#include "net/tls_client.hpp"
#include "net/waiter.hpp"

namespace druidwatch::net {

struct CurlEasyCleanup {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using CurlEasy = std::unique_ptr<CURL, CurlEasyCleanup>;

struct CurlListCleanup {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using CurlList = std::unique_ptr<curl_slist, CurlListCleanup>;

/// Which connection a transfer may use.
enum class Connection {
    kept,    ///< a kept one, or a new one that is kept
    fresh,   ///< a new one that is kept
    single,  ///< a new one that is closed after it
};

/// One attempt at a request: an easy handle set up for it, and what came back. Stays where it is
/// made, for libcurl holds its address.
class CurlTransfer {
  public:
    /// `address`: where to connect for the URL's host. `tls`: of an https URL.
    CurlTransfer(CURL* easy, const HttpRequest& request, const Endpoint& host,
                 const boost::asio::ip::address& address, Connection connection, TlsContext tls,
                 milliseconds time_left);
    CurlTransfer(const CurlTransfer&) = delete;
    CurlTransfer& operator=(const CurlTransfer&) = delete;

    CURL* easy() const { return easy_; }

    /// Called once by the multi.
    void finish(CURLcode code);

    Waiter& finished() { return finished_; }

    /// After finish. The failure's words contain no credentials.
    Result<HttpResponse> outcome(const std::string& attempted, const std::string& target) const;

    bool reused_connection() const;

    /// Whether the next address of the host is worth a try.
    bool never_connected() const { return code_ == CURLE_COULDNT_CONNECT; }

  private:
    static std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* self);
    static CURLcode set_up_context(CURL*, void* context, void* self);

    void set_up_request(const HttpRequest& request);
    void set_up_login(const HttpIdentity& identity);
    void set_up_tls();

    CURL* easy_;
    TlsContext tls_;
    CurlList headers_;
    CurlList connect_to_;
    Waiter finished_;
    CURLcode code_ = CURLE_OK;
    std::size_t max_body_;
    std::size_t header_bytes_ = 0;
    bool too_large_ = false;
    milliseconds allowed_;
    std::string body_;
    char error_[CURL_ERROR_SIZE] = {};
};

/// What libcurl's verdict means; `os_error` is 0 where it knows none, `words` its error text.
Reason reason_of_curl(CURLcode code, long os_error, std::string_view words);

}  // namespace druidwatch::net
