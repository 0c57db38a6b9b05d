#include "probes/json_fields.hpp"

#include <boost/json.hpp>

#include "probes/answer_text.hpp"

namespace druidwatch::probes {

std::string text_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? excerpt(value->get_string()) : std::string{};
}

int port_of(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || !value->is_int64()) return -1;
    const auto port = value->get_int64();
    return port > 0 && port <= 65'535 ? static_cast<int>(port) : -1;
}

}  // namespace druidwatch::probes
