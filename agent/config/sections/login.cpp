#include "config/codecs.hpp"
#include "config/section.hpp"
#include "config/sections/sections.hpp"

namespace druidwatch::config {

Codec<Tls> tls_section() {
    auto check = [](const Tls& tls, const Value& map, Problems& problems) {
        if (tls.cert_file.empty() != tls.key_file.empty()) {
            problems.add(map.place, "a certificate and its key belong together",
                         tls.cert_file.empty() ? "add cert_file" : "add key_file");
        }
    };
    return map_of(Section<Tls>{
        "a map with ca_file, cert_file and key_file",
        {key("ca_file", &Tls::ca_file, file_path(),
             "PEM of the authorities that may vouch for the server; left out: the system's."),
         key("cert_file", &Tls::cert_file, file_path(),
             "PEM of the certificate that the agent shows."),
         key("key_file", &Tls::key_file, file_path(), "PEM of that certificate's key.")},
        check});
}

Codec<Client> client_section(const std::string& servers) {
    return map_of(
        Section<Client>{"a map with basic_auth and tls",
                        {key("basic_auth", &Client::basic_auth, credentials_section("username"),
                             "How the agent logs in at " + servers + "."),
                         key("tls", &Client::tls, tls_section(),
                             "For https; left out: the system's authorities.")}});
}

Codec<Credentials> credentials_section(std::string name_key) {
    return map_of(Section<Credentials>{"a map with " + name_key + " and password_file",
                                       {required(key(name_key, &Credentials::username,
                                                     free_text("a user's name"), "Who logs in.")),
                                        required(key("password_file", &Credentials::password_file,
                                                     secret_file(), "Where the password is."))}});
}

}  // namespace druidwatch::config
