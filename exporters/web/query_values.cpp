#include "exporters/web/query_values.hpp"

#include <boost/url/parse_query.hpp>
#include <boost/url/pct_string_view.hpp>

namespace druidwatch::exporters {
namespace {

std::string decoded(boost::urls::pct_string_view encoded) {
    boost::urls::encoding_opts as_in_a_form;
    as_in_a_form.space_as_plus = true;
    std::string text;
    encoded.decode(as_in_a_form, boost::urls::string_token::assign_to(text));
    return text;
}

}  // namespace

std::optional<std::map<std::string, std::string>> query_values(std::string_view query) {
    std::map<std::string, std::string> values;
    if (query.empty()) return values;  // Boost 1.81 reads beyond one without an address
    const auto parsed = boost::urls::parse_query(query);
    if (!parsed) return {};
    for (const auto& param : *parsed) values[decoded(param.key)] = decoded(param.value);
    return values;
}

}  // namespace druidwatch::exporters
