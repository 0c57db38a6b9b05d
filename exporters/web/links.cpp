#include "exporters/web/links.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <fmt/format.h>

namespace druidwatch::exporters {
namespace {

std::string_view without_slash(std::string_view url) {
    while (url.ends_with('/')) url.remove_suffix(1);
    return url;
}

/// As it stands between quotes in an Alertmanager matcher.
std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

}  // namespace

std::string without_credentials(std::string_view url) {
    const auto scheme = url.find("://");
    const auto authority = scheme == url.npos ? 0 : scheme + 3;
    const auto end = url.find_first_of("/?#", authority);
    const auto at = url.substr(0, end).rfind('@');
    if (at == url.npos || at < authority) return std::string(url);
    return fmt::format("{}{}", url.substr(0, authority), url.substr(at + 1));
}

std::string silence_url(std::string_view alertmanager, const alerting::Alert& alert) {
    std::string matchers;
    for (const auto& [name, value] : alerting::labels_of(alert)) {
        matchers += fmt::format("{}{}={}", matchers.empty() ? "" : ", ", name, quoted(value));
    }
    return fmt::format("{}/#/silences/new?filter={}",
                       without_slash(without_credentials(alertmanager)),
                       boost::urls::encode('{' + matchers + '}', boost::urls::unreserved_chars));
}

std::string runbook_url(std::string_view base, const alerting::Alert& alert) {
    if (base.empty()) return {};
    return fmt::format("{}/{}", without_slash(base),
                       invariants::runbook_of({alert.key.tier, alert.key.name}));
}

}  // namespace druidwatch::exporters
