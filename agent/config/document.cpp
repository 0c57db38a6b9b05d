#include "config/document.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace druidwatch::config {
namespace {

struct Stop {
    SyntaxError error;
};

Place place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

Value value_of(Value::Kind kind, Place place, std::string text = {}) {
    Value value;
    value.kind = kind;
    value.place = place;
    value.text = std::move(text);
    return value;
}

/// Builds the tree from yaml-cpp's events. Its own Node hides where an alias was expanded and costs
/// a traversal of every path; here what aliases expand to is counted.
class Builder : public YAML::EventHandler {
  public:
    Value take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        finish(value_of(Value::Kind::null, place_of(mark)), anchor);
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  const std::string& text) override {
        finish(value_of(Value::Kind::scalar, place_of(mark), text), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto known = anchored_.find(anchor);
        if (known == anchored_.end()) {
            throw Stop{{place_of(mark), "an alias inside of what it stands for", "write it out"}};
        }
        values_ += known->second.second;
        check_size(place_of(mark));
        add(known->second.first);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(Value::Kind::list, mark, anchor);
    }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(Value::Kind::map, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

  private:
    struct Frame {
        Value value;
        YAML::anchor_t anchor;
        std::size_t values_before;
        std::optional<Value> key;  // of a map: read, and its value is not
    };

    void open(Value::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (frames_.size() >= max_depth) {
            throw Stop{{place_of(mark), fmt::format("nested deeper than {} levels", max_depth),
                        "a configuration needs six"}};
        }
        frames_.push_back({value_of(kind, place_of(mark)), anchor, values_, {}});
    }

    void close() {
        auto frame = std::move(frames_.back());
        frames_.pop_back();
        finish(std::move(frame.value), frame.anchor, values_ - frame.values_before);
    }

    void finish(Value value, YAML::anchor_t anchor, std::size_t inside = 0) {
        ++values_;
        check_size(value.place);
        if (anchor != YAML::NullAnchor) anchored_[anchor] = {value, inside + 1};
        add(std::move(value));
    }

    void add(Value value) {
        if (frames_.empty()) {
            root_ = std::move(value);
            return;
        }
        auto& [parent, anchor, before, key] = frames_.back();
        if (parent.kind == Value::Kind::list) {
            parent.items.push_back(std::move(value));
        } else if (!key) {
            if (value.kind != Value::Kind::scalar) {
                throw Stop{{value.place, fmt::format("{} where a key belongs", name_of(value.kind)),
                            "write key: value"}};
            }
            key = std::move(value);
        } else {
            // yaml-cpp places a missing value at whatever comes next.
            if (value.kind == Value::Kind::null) value.place = key->place;
            parent.entries.push_back({key->text, key->place, std::move(value)});
            key.reset();
        }
    }

    void check_size(Place place) const {
        if (values_ <= max_values) return;
        throw Stop{{place, fmt::format("more than {} values, aliases written out", max_values),
                    "use fewer aliases"}};
    }

    Value root_;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, std::pair<Value, std::size_t>> anchored_;
    std::size_t values_ = 0;
};

/// yaml-cpp takes U+0004 as the end of the text and guesses UTF-16 from zeros: both would make it
/// read something else than what a person sees.
std::optional<SyntaxError> find_control_character(std::string_view text) {
    Place place;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f) {
            return SyntaxError{place, fmt::format("a control character (byte {:#04x})", byte),
                               "save it as UTF-8 text"};
        }
        if (c == '\n') {
            place = {place.line + 1, 1};
        } else {
            ++place.column;
        }
    }
    return {};
}

void emit(YAML::Emitter& out, const Value& value) {
    switch (value.kind) {
        case Value::Kind::null:
            out << YAML::Null;
            return;
        case Value::Kind::scalar:
            if (value.text.empty() || YAML::IsNullString(value.text)) out << YAML::DoubleQuoted;
            out << value.text;
            return;
        case Value::Kind::list:
            out << YAML::BeginSeq;
            for (const auto& item : value.items) emit(out, item);
            out << YAML::EndSeq;
            return;
        case Value::Kind::map:
            out << YAML::BeginMap;
            for (const auto& entry : value.entries) {
                out << YAML::Key << entry.key << YAML::Value;
                emit(out, entry.value);
            }
            out << YAML::EndMap;
            return;
    }
}

}  // namespace

const Value* Value::find(std::string_view key) const {
    const auto found = std::ranges::find(entries, key, [](const Entry& e) { return e.key; });
    return found == entries.end() ? nullptr : &found->value;
}

Value scalar(std::string text) { return value_of(Value::Kind::scalar, {}, std::move(text)); }

Value list(std::vector<Value> items) {
    auto value = value_of(Value::Kind::list, {});
    value.items = std::move(items);
    return value;
}

Value empty_map() { return value_of(Value::Kind::map, {}); }

std::string_view name_of(Value::Kind kind) {
    switch (kind) {
        case Value::Kind::null:
            return "nothing";
        case Value::Kind::scalar:
            return "a single value";
        case Value::Kind::list:
            return "a list";
        case Value::Kind::map:
            return "a map";
    }
    std::unreachable();
}

std::expected<Value, SyntaxError> parse_yaml(std::string_view text) {
    if (text.size() > max_text_bytes) {
        return std::unexpected(SyntaxError{{}, "larger than 1 MiB", "is it the right file?"});
    }
    if (auto wrong = find_control_character(text)) return std::unexpected(*std::move(wrong));
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        Builder builder;
        if (!parser.HandleNextDocument(builder)) return Value{};
        auto root = builder.take();
        Builder second;
        if (parser.HandleNextDocument(second)) {
            const auto place = second.take().place;
            return std::unexpected(
                SyntaxError{place, "a second document", "keep one: leave out the line `---`"});
        }
        return root;
    } catch (const Stop& stop) {
        return std::unexpected(stop.error);
    } catch (const YAML::Exception& wrong) {
        return std::unexpected(
            SyntaxError{place_of(wrong.mark), fmt::format("not valid YAML: {}", wrong.msg),
                        "look at the indentation, and at quotes and brackets that stay open"});
    }
}

std::string to_yaml(const Value& value) {
    YAML::Emitter out;
    emit(out, value);
    return std::string(out.c_str()) + "\n";
}

}  // namespace druidwatch::config
