#include "fuzz/target.hpp"
#include "probes/zookeeper/four_letter_words.hpp"

namespace druidwatch::fuzz {

void examine(std::string_view bytes) {
    using namespace probes::zookeeper;
    for (const std::string_view word : {"mntr", "srvr", "conf", "ruok"}) {
        parsed([&] { return classify(word, bytes); }, {Reason::closed, Reason::not_allowed});
    }
    const auto fine = parsed([&] { return parse_ruok(bytes); },
                             {Reason::protocol, Reason::closed, Reason::not_allowed});
    require(!fine || (*fine && bytes.contains("imok")));
    require_one_line(version_number(bytes));
}

}  // namespace druidwatch::fuzz
