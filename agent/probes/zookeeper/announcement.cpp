#include "probes/zookeeper/announcement.hpp"

#include <boost/json.hpp>
#include <zlib.h>

#include "probes/answer_text.hpp"
#include "probes/json_fields.hpp"

namespace druidwatch::probes::zookeeper {
namespace {

namespace json = boost::json;

/// zlib's state for one gzip stream.
class Gunzip {
  public:
    Gunzip() : usable_(inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK) {}
    ~Gunzip() {
        if (usable_) inflateEnd(&stream_);
    }
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;

    /// At most `limit` bytes; a bomb stops there.
    Result<std::string> unpack(std::string_view packed, std::size_t limit) {
        // zlib only reads its input, in spite of the type.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
        std::string text;
        std::array<char, 4096> chunk;
        for (int state = Z_OK; usable_ && state != Z_STREAM_END;) {
            stream_.next_out = reinterpret_cast<Bytef*>(chunk.data());
            stream_.avail_out = static_cast<uInt>(chunk.size());
            state = inflate(&stream_, Z_NO_FLUSH);
            if (state != Z_OK && state != Z_STREAM_END) {
                return std::unexpected(unreadable("damaged gzip"));
            }
            text.append(chunk.data(), chunk.size() - stream_.avail_out);
            if (text.size() > limit) {
                return std::unexpected(Failure{Reason::too_large, {}, {}, "beyond the limit"});
            }
        }
        return text;
    }

  private:
    z_stream stream_{};
    bool usable_;
};

Result<cluster::Announcement> read(std::string role, std::string_view text) {
    // Druid up to 36 writes "type" twice in one object; Boost.JSON keeps the last.
    json::error_code error;
    const auto document = json::parse(text, error);
    const auto* whole = error ? nullptr : document.if_object();
    const auto* node = whole ? whole->if_contains("druidNode") : nullptr;
    const auto* described = node ? node->if_object() : nullptr;
    if (!described) return std::unexpected(unreadable(text));

    cluster::Announcement announcement{
        .role = std::move(role),
        .host = text_of(*described, "host"),
        .plaintext_port = port_of(*described, "plaintextPort"),
        .tls_port = port_of(*described, "tlsPort"),
        .service = text_of(*described, "service"),
    };
    if (announcement.host.empty()) return std::unexpected(unreadable(text));
    return announcement;
}

}  // namespace

Result<cluster::Announcement> parse_announcement(std::string role, std::string_view data) {
    if (data.size() > announcement_limit) {
        return std::unexpected(Failure{Reason::too_large, {}, {}, "beyond the limit"});
    }
    if (!data.starts_with("\x1f\x8b")) return read(std::move(role), data);
    const auto text = Gunzip{}.unpack(data, announcement_limit);
    if (!text) return std::unexpected(text.error());
    return read(std::move(role), *text);
}

}  // namespace druidwatch::probes::zookeeper
