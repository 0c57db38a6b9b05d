#include "cli/discover/search.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/discover/members.hpp"
#include "cli/discover/tree.hpp"
#include "cluster/discovery.hpp"
#include "probes/druid/cluster_listing.hpp"
#include "probes/druid/properties.hpp"
#include "probes/http_exchange.hpp"
#include "probes/zookeeper/conf.hpp"
#include "probes/zookeeper/member.hpp"

namespace druidwatch::cli::discovering {
namespace {

constexpr milliseconds question{3s};
constexpr milliseconds session_timeout{6s};
constexpr milliseconds patience{30s};
constexpr std::size_t conf_limit = 64 * 1024;
constexpr std::string_view config_path = "/zookeeper/config";
constexpr std::string_view by_zookeeper = "curator";

std::string node_of(const std::string& url) {
    const auto endpoint = endpoint_of_url(url);
    return endpoint ? to_string(*endpoint) : url;
}

class Search {
  public:
    Search(net::Loop& loop, net::HttpClient& http, Found& found)
        : loop_(loop), http_(http), found_(found) {}

    net::Task<void> run(Address address) {
        if (const auto* process = std::get_if<Process>(&address)) {
            co_await from_process(process->url);
        } else {
            co_await from_zookeeper(std::get<Ensemble>(address), {});
            co_await ask_masters();
        }
        loop_.stop();
    }

    net::Task<void> give_up() {
        co_await loop_.wheel().sleep_until(loop_.in(patience));
        gap(fmt::format("it took longer than {}", human(patience)),
            "see which of the addresses here answer, and begin with one of those");
        loop_.stop();
    }

  private:
    net::Task<void> from_process(std::string url) {
        auto told = co_await ask<cluster::DruidProperties>(url, probes::druid::properties_path,
                                                           probes::druid::properties_limit,
                                                           probes::druid::parse_properties);
        if (!told) {
            gap(to_string(told.error()),
                "begin with a ZooKeeper member, or give Druid's monitor "
                "READ on the resource CONFIG");
        } else {
            found_.master = Told{node_of(url), *std::move(told)};
            co_await follow(found_.master->properties);
        }
        if (found_.processes.empty()) co_await ask_listing(url);
        co_await ask_masters();
    }

    net::Task<void> follow(cluster::DruidProperties properties) {
        if (properties.discovery != by_zookeeper) co_return;
        auto ensemble = parse_ensemble(properties.zookeeper);
        if (!ensemble) co_return;
        for (auto& member : ensemble->members) {
            member = as_seen_from_here(std::move(member), found_.master->node);
        }
        auto path = ensemble->chroot + properties.base_path;
        co_await from_zookeeper(*std::move(ensemble), std::move(path));
    }

    /// `base_path`: empty where nobody told it yet.
    net::Task<void> from_zookeeper(Ensemble ensemble, std::string base_path) {
        auto why = co_await ask_membership(ensemble.members);
        net::ZooKeeperSession session(loop_, ensemble.members, session_timeout);
        const bool talks = co_await read_config(session);
        if (!found_.membership) std::ranges::move(why, std::back_inserter(found_.gaps));
        if (!talks) co_return;
        if (base_path.empty()) {
            base_path = co_await choose_base_path(session, std::move(ensemble.chroot));
        }
        if (base_path.empty()) co_return;
        auto announced = co_await read_announcements(session, base_path, loop_.in(patience / 2));
        if (!announced) {
            gap(to_string(announced.error()),
                "where ACLs close Druid's nodes, add zookeeper.digest to the configuration");
            co_return;
        }
        if (found_.asked_members.empty()) found_.asked_members = session_member(session);
        found_.base_path = base_path;
        found_.processes = *std::move(announced);
    }

    static std::vector<Endpoint> session_member(const net::ZooKeeperSession& session) {
        const auto member = session.connected_member();
        return member ? std::vector{*member} : std::vector<Endpoint>{};
    }

    /// Why not, where no member tells.
    net::Task<std::vector<Gap>> ask_membership(std::vector<Endpoint> members) {
        std::vector<Gap> why;
        for (const auto& endpoint : members) {
            const probes::zookeeper::Member member{.endpoint = endpoint};
            auto said = co_await probes::zookeeper::ask_word(loop_, member, "conf",
                                                             loop_.in(question), conf_limit);
            auto seen = probes::zookeeper::observe(std::move(said), probes::zookeeper::parse_conf);
            if (seen.answer) {
                found_.asked_members = {endpoint};
                found_.membership = *std::move(seen.answer);
                co_return std::vector<Gap>{};
            }
            auto failure = seen.answer.error();
            failure.attempted = "conf";
            failure.target = to_string(endpoint);
            why.push_back({to_string(failure),
                           "see that it runs, and add conf to 4lw.commands.whitelist; where its "
                           "port speaks TLS, add zookeeper.tls to the configuration"});
        }
        co_return why;
    }

    /// False where no session comes about. What `conf` told is better: it has client ports.
    net::Task<bool> read_config(net::ZooKeeperSession& session) {
        auto node = co_await session.get(std::string(config_path), false, loop_.in(question));
        if (!node) {
            gap(to_string(node.error()), "begin with another member, or with a master's URL");
            co_return false;
        }
        if (found_.membership || !*node) co_return true;
        auto membership = probes::zookeeper::parse_config_node((*node)->bytes);
        if (membership) found_.membership = *std::move(membership);
        found_.asked_members = session_member(session);
        co_return true;
    }

    net::Task<std::string> choose_base_path(net::ZooKeeperSession& session, std::string root) {
        auto paths = co_await find_base_paths(session, std::move(root), loop_.in(patience / 2));
        if (!paths) {
            gap(to_string(paths.error()), "begin with another member, or with a master's URL");
            co_return std::string{};
        }
        if (paths->empty()) {
            gap("no process of Druid is announced in this ZooKeeper",
                "see that Druid runs, and begin with a master's URL");
            co_return std::string{};
        }
        found_.other_base_paths.assign(paths->begin() + 1, paths->end());
        co_return std::move(paths->front());
    }

    /// Masters know the metadata store; what another process tells of it may be left over.
    net::Task<void> ask_masters() {
        std::vector<cluster::Process> masters;
        for (const auto& announced : found_.processes) {
            auto process = cluster::process_of(announced, false);
            if (!process || announced.role != "COORDINATOR") continue;
            if (found_.master && process->is_called(found_.master->node)) co_return;
            masters.push_back(*std::move(process));
        }
        std::vector<Gap> why;
        for (const auto& process : masters) {
            auto told = co_await ask<cluster::DruidProperties>(
                process.url, probes::druid::properties_path, probes::druid::properties_limit,
                probes::druid::parse_properties);
            if (told) {
                found_.master = Told{node_of(process.url), *std::move(told)};
                co_return;
            }
            why.push_back({to_string(told.error()),
                           "the metadata store is what druid.metadata.storage.connector.* of a "
                           "master says"});
        }
        std::ranges::move(why, std::back_inserter(found_.gaps));
    }

    net::Task<void> ask_listing(std::string url) {
        auto listed = co_await ask<cluster::Announcements>(url, probes::druid::cluster_path,
                                                           probes::druid::cluster_limit,
                                                           probes::druid::parse_cluster_listing);
        if (listed) {
            found_.processes = std::move(listed->processes);
            std::erase_if(found_.processes, [](const auto& one) { return one.role == "PEON"; });
        } else {
            gap(to_string(listed.error()), "begin with the URL of the leading Coordinator");
        }
    }

    template <class T>
    net::Task<Result<T>> ask(std::string url, std::string_view path, std::size_t limit,
                             Result<T> (*read)(int, std::string_view)) {
        const probes::HttpTarget target{http_, std::move(url), nullptr};
        auto request = target.get(path, question);
        request.max_body = limit;
        auto went = co_await probes::exchange(loop_, http_, std::move(request));
        auto seen = probes::observe(std::move(went), read);
        if (!seen.answer && seen.answer.error().target.empty()) {
            seen.answer.error().target = target.node();
        }
        co_return std::move(seen.answer);
    }

    void gap(std::string what, std::string remedy) {
        found_.gaps.push_back({std::move(what), std::move(remedy)});
    }

    net::Loop& loop_;
    net::HttpClient& http_;
    Found& found_;
};

}  // namespace

Found search(const Address& address, std::string begun_with) {
    Found found{.begun_with = std::move(begun_with), .asked_members = {}};
    net::Loop loop;
    net::HttpClient http(loop);
    Search searching(loop, http, found);
    loop.spawn(searching.run(address));
    loop.spawn(searching.give_up());
    loop.run();
    return found;
}

}  // namespace druidwatch::cli::discovering
