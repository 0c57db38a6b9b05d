#pragma once

#include <functional>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>

#include "net/loop.hpp"

namespace druidwatch::test {

/// Stands in for an Alertmanager on a port of its own, and answers as it is told to.
class StandInAlertmanager {
  public:
    enum class Manner { accepts, refuses, errs, talks_garbage, is_silent };

    StandInAlertmanager(net::Loop& loop, Manner manner);

    void behave(Manner manner) { manner_ = manner; }
    std::string url() const;

    struct Request {
        std::string head;
        boost::json::value body;
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
