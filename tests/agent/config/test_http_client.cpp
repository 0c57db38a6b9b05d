#include <filesystem>

#include <catch2/catch.hpp>

#include "config/http_client.hpp"
#include "support/temporary_folder.hpp"

using namespace druidwatch::config;

namespace {

/// A file that is there as long as this is.
class Written {
  public:
    explicit Written(std::string_view text) : path_(folder_.write("client.yml", text)) {}

    const std::string& path() const { return path_; }

  private:
    druidwatch::test::TemporaryFolder folder_;
    std::string path_;
};

}  // namespace

TEST_CASE("a client's file has a login and TLS, its paths relative to itself") {
    const Written file(
        "basic_auth: {username: ops, password_file: ops.password}\n"
        "tls_config: {ca_file: /etc/ca.pem}\n");
    const auto config = load_http_client(file.path());
    REQUIRE(config);
    CHECK(config->basic_auth->username == "ops");
    const auto folder = std::filesystem::path(file.path()).parent_path();
    CHECK(config->basic_auth->password_file == (folder / "ops.password").string());
    CHECK(config->tls->ca_file == "/etc/ca.pem");
}

TEST_CASE("a client's file with a mistake, or that can't be read, says so") {
    const Written file("basic_auth: {username: ops, password: hunter2}\n");
    const auto config = load_http_client(file.path());
    REQUIRE(!config);
    CHECK(to_string(config.error().front()).find("password") != std::string::npos);
    CHECK(to_string(config.error().front()).find("hunter2") == std::string::npos);
    CHECK(!load_http_client("/nonexistent/client.yml"));
}
