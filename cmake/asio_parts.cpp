// The only file that holds the bodies of Asio, Asio's TLS and Beast (facts: it saves minutes).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
