#include "config/http_client.hpp"

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {
namespace {

Codec<Client> http_client_file() {
    return map_of(Section<Client>{
        "basic_auth and tls_config",
        {key("basic_auth", &Client::basic_auth, credentials_section("username"), "Who asks."),
         key("tls_config", &Client::tls, tls_section(), "TLS.")}});
}

}  // namespace

std::expected<Client, std::vector<ConfigError>> load_http_client(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(max_text_bytes + 1, '\0');
    if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file && !file.eof()) {
        return std::unexpected(std::vector<ConfigError>{
            {path, 0, 0, "can't be read: " + std::generic_category().message(errno),
             "name a file with basic_auth or tls_config"}});
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    Problems problems(path);
    const auto document = parse_yaml(text);
    if (!document) {
        const auto& [place, message, remedy] = document.error();
        problems.add(place, message, remedy);
        return std::unexpected(problems.sorted());
    }
    auto read = http_client_file().read(*document, problems);
    if (problems.count() > 0) return std::unexpected(problems.sorted());
    return *std::move(read);
}

}  // namespace druidwatch::config
