#include "net/postgres_words.hpp"

#include <cstdlib>
#include <memory>

#include <libpq-fe.h>

namespace druidwatch::net {

std::map<std::string, std::string> connection_words(const PostgresTarget& target,
                                                    const boost::asio::ip::address& address) {
    std::map<std::string, std::string> words{{"client_encoding", "UTF8"},
                                             {"sslmode", "prefer"},
                                             {"gssencmode", "disable"},
                                             {"target_session_attrs", "any"}};
    for (const auto& [key, value] : target.words) words[key] = value;
    words["host"] = target.endpoint.host;  // for the name in the certificate
    words["hostaddr"] = address.to_string();
    words["port"] = std::to_string(target.endpoint.port);
    if (!target.password.empty()) words["password"] = target.password;
    if (!target.application_name.empty()) words["application_name"] = target.application_name;
    return words;
}

void forget_postgres_environment() {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> defaults(PQconndefaults(),
                                                                                &PQconninfoFree);
    for (const auto* option = defaults.get(); option && option->keyword; ++option) {
        if (option->envvar) unsetenv(option->envvar);
    }
}

}  // namespace druidwatch::net
