#include <cstdlib>
#include <string>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "config/secret.hpp"
#include "support/temporary_folder.hpp"

using namespace druidwatch::config;

namespace {

/// A file that is gone with the test.
class SecretFile {
  public:
    SecretFile(const std::string& content, mode_t mode) : path_(folder_.write("secret", content)) {
        REQUIRE(::chmod(path_.c_str(), mode) == 0);
    }

    const std::string& path() const { return path_; }

  private:
    druidwatch::test::TemporaryFolder folder_;
    std::string path_;
};

}  // namespace

TEST_CASE("a secret is a file without the newline at its end") {
    for (const auto* content : {"hunter2", "hunter2\n", "hunter2\r\n"}) {
        const SecretFile file(content, 0640);
        const auto secret = read_secret(file.path());
        REQUIRE(secret);
        CHECK(secret->value == "hunter2");
        CHECK(!secret->warning);
    }
    CHECK(read_secret(SecretFile("a b \n\n", 0600).path())->value == "a b \n");
}

TEST_CASE("a secret that everybody may read is used, with a warning") {
    const SecretFile file("hunter2\n", 0644);
    const auto secret = read_secret(file.path());
    REQUIRE(secret);
    REQUIRE(secret->warning);
    CHECK(secret->warning->find(file.path()) != std::string::npos);
    CHECK(secret->warning->find("hunter2") == std::string::npos);
}

TEST_CASE("a secret that is not there, empty or endless is an error") {
    CHECK(read_secret("/nonexistent").error() ==
          "the secret in /nonexistent can't be read: No such file or directory");
    CHECK(!read_secret(SecretFile("\n", 0600).path()));
    CHECK(!read_secret("/dev/zero"));
    CHECK(!read_secret("/"));
}

TEST_CASE("a secret may come from the environment") {
    ::setenv("DRUIDWATCH_TEST_SECRET", "hunter2", 1);
    CHECK(read_secret("env:DRUIDWATCH_TEST_SECRET")->value == "hunter2");
    ::unsetenv("DRUIDWATCH_TEST_SECRET");
    CHECK(read_secret("env:DRUIDWATCH_TEST_SECRET").error() ==
          "the environment variable DRUIDWATCH_TEST_SECRET is not set");
}
