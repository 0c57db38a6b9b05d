#include "exporters/web/runbooks/runbooks.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "exporters/web/embedded.hpp"
#include "exporters/web/handlers.hpp"
#include "exporters/web/runbooks/markdown.hpp"
#include "invariants/catalog.hpp"

namespace druidwatch::exporters {
namespace {

constexpr std::string_view index_name = "README";

const EmbeddedFile* find_runbook(std::string_view name) {
    const auto found = std::ranges::find(embedded_runbooks(), name, &EmbeddedFile::name);
    return found == embedded_runbooks().end() ? nullptr : &*found;
}

/// "Runbooks" of "# Runbooks\n...".
std::string_view title_of(std::string_view text) {
    const auto line = text.substr(0, text.find('\n'));
    return line.substr(std::min(line.find_first_not_of("# "), line.size()));
}

/// As it stands in HTML, between tags or between double quotes.
std::string escape_html(std::string_view text) {
    std::string html;
    for (const char c : text) {
        switch (c) {
            case '&':
                html += "&amp;";
                break;
            case '<':
                html += "&lt;";
                break;
            case '"':
                html += "&quot;";
                break;
            default:
                html += c;
        }
    }
    return html;
}

/// `home` leads from the page to the root, as "../../".
std::string page_of(const EmbeddedFile& file, std::string_view home) {
    const auto place = file.name.substr(file.name.rfind('/') + 1);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n"
        "<link rel=\"icon\" href=\"data:,\">\n"
        "<link rel=\"stylesheet\" href=\"{home}page.css\">\n"
        "<link rel=\"stylesheet\" href=\"{home}runbook.css\">\n</head>\n<body>\n"
        "<header><a class=\"brand\" href=\"{home}\">druidwatch</a>"
        "<nav aria-label=\"Runbooks\"><ul><li><a "
        "href=\"{home}runbooks/\">Runbooks</a></li>{jump}</ul>"
        "</nav><a href=\"{place}.md\">as text</a></header>\n"
        "<main class=\"runbook\">\n{body}</main>\n</body>\n</html>\n",
        fmt::arg("jump",
                 file.name == index_name ? "<li><a href=\"#the-alerts\">The alerts</a></li>" : ""),
        fmt::arg("title", escape_html(title_of(file.body))), fmt::arg("home", home),
        fmt::arg("place", escape_html(place)), fmt::arg("body", html_of_markdown(file.body)));
}

/// Whether it names text/plain, and no HTML that it would rather have: a browser names both.
bool wants_text(std::string_view accept) {
    return accept.find("text/plain") != accept.npos && accept.find("text/html") == accept.npos;
}

Response answer(const EmbeddedFile& file, bool as_text, std::string_view home) {
    Response response{.content_type = "text/plain; charset=utf-8",
                      .headers = {{"Cache-Control", "no-cache"}, {"Vary", "Accept"}}};
    if (as_text) {
        response.body = file.body;
    } else {
        response.content_type = "text/html; charset=utf-8";
        response.body = page_of(file, home);
        response.headers.emplace_back(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'self'");
        response.headers.emplace_back("Referrer-Policy", "no-referrer");
    }
    response.headers.emplace_back(
        "ETag", fmt::format("W/\"{}{}\"", file.hash, as_text ? "-text" : "-page"));
    return response;
}

}  // namespace

Response runbook_index(const Request& request, const Context&, std::string_view) {
    return answer(*find_runbook(index_name), wants_text(request.accept), "../");
}

Response runbook(const Request& request, const Context& context, std::string_view path) {
    const bool named_text = path.ends_with(".md");
    if (named_text) path.remove_suffix(3);
    if (path == index_name) {
        if (!named_text) return moved_to(context.route_prefix + "/runbooks/");
        return answer(*find_runbook(index_name), true, "../");
    }
    const auto slash = path.find('/');
    if (slash != path.npos && path.find('/', slash + 1) == path.npos) {
        const auto place = invariants::runbook_of({path.substr(0, slash), path.substr(slash + 1)});
        if (const auto* found = find_runbook(place)) {
            return answer(*found, named_text || wants_text(request.accept), "../../");
        }
    }
    return error_response(404, fmt::format("there is no runbook {}; all are listed at {}/runbooks/",
                                           path, context.route_prefix));
}

}  // namespace druidwatch::exporters
