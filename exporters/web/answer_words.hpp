#pragma once

#include <string>

#include "cluster/cluster_view.hpp"

/// What an answer said, in a line for a person.
namespace druidwatch::exporters {

/// "yes" or "no": whether it leads, is ready, or answered a query as it should.
std::string words_of(bool answer);
std::string words_of(const cluster::NewSession& session);
std::string words_of(const cluster::ServerState& state);
std::string words_of(const cluster::Membership& membership);
std::string words_of(const cluster::Latch& latch);
std::string words_of(const cluster::Announcements& announcements);
std::string words_of(const cluster::DatabaseState& state);
std::string words_of(const cluster::LeaderWord& word);
std::string words_of(const cluster::LeaderRequest& request);
std::string words_of(const cluster::DruidProperties& properties);
std::string words_of(const cluster::Duties& duties);
std::string words_of(const cluster::ServersSeen& servers);
std::string words_of(const cluster::AnsweredBy& answerer);

}  // namespace druidwatch::exporters
