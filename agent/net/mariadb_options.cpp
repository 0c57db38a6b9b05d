#include "net/mariadb_options.hpp"

#include <array>
#include <cstdlib>

#include <fmt/format.h>

namespace druidwatch::net {
namespace {

std::string word(const MariadbTarget& target, const std::string& name) {
    const auto found = target.words.find(name);
    return found == target.words.end() ? std::string{} : found->second;
}

void set_text(MYSQL* session, mysql_option option, const std::string& text) {
    if (!text.empty()) mysql_optionsv(session, option, text.c_str());
}

void set_flag(MYSQL* session, mysql_option option, bool on) {
    const my_bool value = on ? 1 : 0;
    mysql_optionsv(session, option, &value);
}

std::string set_tls(MYSQL* session, const MariadbTarget& target) {
    const auto mode = tls_of(target);
    if (!mode) return fmt::format("sslmode={} is none", word(target, "sslmode"));
    const auto authorities = word(target, "sslrootcert");
    if (*mode == MariadbTls::verify_ca && authorities.empty()) {
        return "sslmode=verify-ca needs sslrootcert";
    }
    set_flag(session, MYSQL_OPT_SSL_ENFORCE, *mode != MariadbTls::disable);
    // Verifies the name as well. The chain alone is verified wherever authorities are named.
    set_flag(session, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, *mode == MariadbTls::verify_full);
    if (*mode == MariadbTls::disable) return {};
    if (*mode != MariadbTls::prefer) set_text(session, MYSQL_OPT_SSL_CA, authorities);
    set_text(session, MYSQL_OPT_SSL_CERT, word(target, "sslcert"));
    set_text(session, MYSQL_OPT_SSL_KEY, word(target, "sslkey"));
    return {};
}

}  // namespace

std::optional<MariadbTls> tls_of(const MariadbTarget& target) {
    const auto mode = word(target, "sslmode");
    if (mode == "disable") return MariadbTls::disable;
    if (mode.empty() || mode == "prefer" || mode == "allow") return MariadbTls::prefer;
    if (mode == "require") return MariadbTls::require;
    if (mode == "verify-ca") return MariadbTls::verify_ca;
    if (mode == "verify-full") return MariadbTls::verify_full;
    return {};
}

std::string set_options(MYSQL* session, const MariadbTarget& target) {
    constexpr unsigned over_tcp = MYSQL_PROTOCOL_TCP;
    // Of one packet. The watched statements bring a hundredth of it.
    constexpr std::size_t largest_packet = 256UL * 1024;
    mysql_optionsv(session, MYSQL_OPT_NONBLOCK, nullptr);
    mysql_optionsv(session, MYSQL_OPT_PROTOCOL, &over_tcp);
    mysql_optionsv(session, MYSQL_OPT_MAX_ALLOWED_PACKET, &largest_packet);
    mysql_optionsv(session, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    set_flag(session, MYSQL_OPT_RECONNECT, false);
    // Or the server could ask for any file that we can read.
    constexpr unsigned never = 0;
    mysql_optionsv(session, MYSQL_OPT_LOCAL_INFILE, &never);
    mysql_optionsv(session, MYSQL_OPT_CONNECT_ATTR_RESET, nullptr);
    mysql_optionsv(session, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
                   target.application_name.c_str());
    return set_tls(session, target);
}

Greeting read_greeting(std::string_view bytes) {
    constexpr std::size_t header = 4;
    constexpr std::size_t between = 4 + 8 + 1;  // thread, scramble, filler
    constexpr unsigned ssl = 0x800;
    if (bytes.size() <= header) return Greeting::incomplete;
    if (bytes[header] != 10) return Greeting::other;
    const auto version_ends = bytes.find('\0', header + 1);
    if (version_ends == std::string_view::npos) return Greeting::incomplete;
    const auto at = version_ends + 1 + between;
    if (bytes.size() < at + 2) return Greeting::incomplete;
    const unsigned capabilities = static_cast<unsigned char>(bytes[at]) |
                                  static_cast<unsigned>(static_cast<unsigned char>(bytes[at + 1]))
                                      << 8;
    return (capabilities & ssl) != 0 ? Greeting::offers_tls : Greeting::plain;
}

void forget_mariadb_environment() {
    constexpr std::array<const char*, 9> read_by_the_library{
        "LIBMYSQL_PLUGINS", "MARIADB_PLUGIN_DIR", "MARIADB_UNIX_PORT",
        "MYSQL_UNIX_PORT",  "MYSQL_TCP_PORT",     "MYSQL_PWD",
        "MYSQL_HOME",       "MARIADB_HOME",       "MARIADB_TLS_DISABLE_PEER_VERIFICATION"};
    for (const auto* name : read_by_the_library) unsetenv(name);
}

}  // namespace druidwatch::net
