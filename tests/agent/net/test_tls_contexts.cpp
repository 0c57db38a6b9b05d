#include <filesystem>

#include <catch2/catch.hpp>

#include "net/tls_contexts.hpp"
#include "support/temporary_folder.hpp"

using namespace druidwatch::net;
namespace fs = std::filesystem;

namespace {

std::string fixture(const std::string& name) { return DRUIDWATCH_FIXTURES "/tls/" + name; }

// A copy of the authority that may be replaced.
class Authority {
  public:
    Authority() { fs::copy_file(fixture("ca.pem"), path_); }

    TlsFiles files() const { return {.ca_file = path_}; }

    // As a renewal does it: a new file takes the name.
    void replace(const std::string& by) {
        fs::copy_file(by, folder_ / "new");
        fs::rename(folder_ / "new", path_);
    }

    void remove() { fs::remove(path_); }

  private:
    druidwatch::test::TemporaryFolder folder_;
    std::string path_ = folder_ / "authority.pem";
};

}  // namespace

TEST_CASE("a context is kept as long as its files stay as they are") {
    TlsContexts contexts;
    Authority authority;
    const auto first = contexts.of(authority.files());
    REQUIRE(first);
    CHECK(contexts.of(authority.files()) == first);
    authority.replace(fixture("client.pem"));
    CHECK(contexts.of(authority.files()) != first);
}

TEST_CASE("a file that is gone is told, and read once it is back") {
    TlsContexts contexts;
    Authority authority;
    REQUIRE(contexts.of(authority.files()));
    authority.remove();
    const auto gone = contexts.of(authority.files());
    REQUIRE_FALSE(gone);
    CHECK_THAT(gone.error(), Catch::StartsWith(authority.files().ca_file));
    authority.replace(fixture("ca.pem"));
    CHECK(contexts.of(authority.files()));
}

TEST_CASE("different files are different contexts") {
    TlsContexts contexts;
    const auto trusting = contexts.of({.ca_file = fixture("ca.pem")});
    const auto known =
        contexts.of({fixture("ca.pem"), fixture("client.pem"), fixture("client.key")});
    REQUIRE(trusting);
    REQUIRE(known);
    CHECK(*trusting != *known);
}
