#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>

#include "net/loop.hpp"

namespace druidwatch::test {

/// Stands in for an Alertmanager, or whoever is called by HTTP, on a port of its own: it answers as
/// it is told to.
class StandInServer {
  public:
    enum class Manner { accepts, refuses, errs, talks_garbage, is_silent };

    StandInServer(net::Loop& loop, Manner manner);

    void behave(Manner manner) { manner_ = manner; }
    std::string url() const;

    struct Request {
        std::string head;
        boost::json::value body;  ///< null where there is none
    };
    const std::vector<Request>& requests() const { return requests_; }

  private:
    net::Task<void> accept();
    net::Task<void> serve(boost::asio::ip::tcp::socket socket);
    std::string answer() const;

    net::Loop& loop_;
    Manner manner_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::vector<Request> requests_;
    net::TaskHandle accepting_;
    std::vector<net::TaskHandle> serving_;
};

}  // namespace druidwatch::test
