#include <catch2/catch.hpp>
#include <zlib.h>

#include "exporters/web/gzip.hpp"

using namespace druidwatch::exporters;

namespace {

std::string unpacked(const std::string& packed) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string text(1 << 20, '\0');
    auto input = packed;
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(text.data());
    stream.avail_out = static_cast<uInt>(text.size());
    REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    text.resize(stream.total_out);
    inflateEnd(&stream);
    return text;
}

}  // namespace

TEST_CASE("gzip is taken by whoever names it, in any case and weight but zero") {
    for (const auto* header : {"gzip", "deflate, GZip;q=0.5", "*", "gzip;q=1.0, *;q=0", " gzip "}) {
        CAPTURE(header);
        CHECK(accepts_gzip(header));
    }
    for (const auto* header :
         {"", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "x-gzips", "*, gzip;q=0"}) {
        CAPTURE(header);
        CHECK(!accepts_gzip(header));
    }
}

TEST_CASE("what was packed comes back") {
    const std::string metrics(100'000, 'x');
    const auto packed = gzip(metrics);
    REQUIRE(packed);
    CHECK(packed->size() < 1'000);
    CHECK(unpacked(*packed) == metrics);
    CHECK(unpacked(*gzip("")) == "");
}
