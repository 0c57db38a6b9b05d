#pragma once

#include <string_view>

#include "base/result.hpp"

namespace druidwatch::probes::zookeeper {

/// What any four-letter word may answer in place of what was asked.
enum class Serving {
    yes,
    no,  ///< "This ZooKeeper instance is not currently serving requests"
};

/// Whether `answer` is one to `word`. A word that is not whitelisted is a failure that names the
/// remedy; an empty answer is `closed`: connections exhausted, a transition, or an unknown word.
Result<Serving> classify(std::string_view word, std::string_view answer);

/// True for `imok`, which a member also says that does not serve.
Result<bool> parse_ruok(std::string_view answer);

/// "3.8.0" of "3.8.0-${mvngit.commit.id}, built on ..."; empty where there is no such number.
std::string_view version_number(std::string_view version);

}  // namespace druidwatch::probes::zookeeper
