#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include "exporters/web/access/bcrypt.hpp"
#include "exporters/web/access/passwords.hpp"

using namespace druidwatch;
using namespace druidwatch::exporters;

namespace {

const std::string right_hash = "$2y$04$abcdefghijklmnopqrstuuLK4yYxcGJwQr33yKnQTmKjI1WQSUD2K";
const std::string other_hash = "$2y$04$abcdefghijklmnopqrstuu0HtfOlPbTiymk5tcV.3TsFPDd3SYZqu";
const WebUsers users{{"alice", right_hash}, {"bob", other_hash}};

/// Answers of checks that are begun together, in their order.
std::vector<std::optional<bool>> checked(Passwords& passwords,
                                         const std::vector<BasicAuth>& given) {
    boost::asio::io_context io;
    std::vector<std::optional<bool>> answers(given.size());
    for (std::size_t i = 0; i < given.size(); ++i) {
        boost::asio::co_spawn(io, passwords.check(users, given[i]),
                              [&answers, i](const std::exception_ptr&, std::optional<bool> answer) {
                                  answers[i] = answer;
                              });
    }
    io.run();
    return answers;
}

}  // namespace

TEST_CASE("a password matches the hash that was made of it, and no other") {
    CHECK(matches_bcrypt("right horse", right_hash));
    CHECK(matches_bcrypt("right horse",
                         "$2b$10$abcdefghijklmnopqrstuuD7glF7JkEDexTpZG9m5tiAZ7VOyjUiO"));
    CHECK(!matches_bcrypt("right horse", other_hash));
    CHECK(!matches_bcrypt("", right_hash));
    CHECK(!matches_bcrypt(std::string("right horse\0", 12), right_hash));
    CHECK(!matches_bcrypt("right horse", "no hash"));
}

TEST_CASE("only what bcrypt makes is a hash of it") {
    CHECK(is_bcrypt_hash(right_hash));
    for (const std::string& text :
         {std::string(), std::string("secret"), right_hash.substr(1), right_hash + "x",
          "$1" + right_hash.substr(2), "$2y$99" + right_hash.substr(6),
          "$2y$04$" + std::string(53, '*')}) {
        CAPTURE(text);
        CHECK(!is_bcrypt_hash(text));
    }
}

TEST_CASE("a user comes in with the own password only, at first and when it is remembered") {
    Passwords passwords;
    for (int i = 0; i < 2; ++i) {
        CHECK(checked(passwords, {{"alice", "right horse"},
                                  {"bob", "other"},
                                  {"alice", "other"},
                                  {"bob", "right horse"},
                                  {"carol", "right horse"},
                                  {"", ""}}) ==
              std::vector<std::optional<bool>>{true, true, false, false, false, false});
    }
}

TEST_CASE("who was right once waits behind nobody who is guessing") {
    Passwords passwords;
    REQUIRE(checked(passwords, {{"alice", "right horse"}}).front() == true);
    std::vector<BasicAuth> given;
    for (int i = 0; i <= Passwords::most_waiting; ++i) given.push_back({"bob", std::to_string(i)});
    given.push_back({"alice", "right horse"});
    given.push_back({"alice", "wrong"});
    const auto answers = checked(passwords, given);
    CHECK(answers[0] == false);
    CHECK(answers[Passwords::most_waiting] == std::nullopt);
    CHECK(answers[Passwords::most_waiting + 1] == true);
    CHECK(answers[Passwords::most_waiting + 2] == std::nullopt);
}

TEST_CASE("a hash that was changed is asked anew") {
    Passwords passwords;
    boost::asio::io_context io;
    const auto ask = [&](const WebUsers& now) {
        std::optional<bool> result;
        boost::asio::co_spawn(
            io, passwords.check(now, {"alice", "right horse"}),
            [&](const std::exception_ptr&, std::optional<bool> answer) { result = answer; });
        io.restart();
        io.run();
        return result;
    };
    CHECK(ask({{"alice", right_hash}}) == true);
    CHECK(ask({{"alice", other_hash}}) == false);
    CHECK(ask({{"alice", right_hash}}) == true);
}
