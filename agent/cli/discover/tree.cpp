#include "cli/discover/tree.hpp"

#include <algorithm>

#include "probes/zookeeper/announcement.hpp"

namespace druidwatch::cli::discovering {
namespace {

constexpr std::string_view discovery = "/internal-discovery";
constexpr std::string_view usual = "druid";
constexpr std::string_view zookeepers_own = "zookeeper";
/// A crowded tree is another program's.
constexpr std::size_t most_children = 50;

using Names = std::vector<std::string>;

net::Task<Result<bool>> announces(net::ZooKeeperSession& session, std::string path,
                                  Monotonic deadline) {
    path += discovery;
    auto names = co_await session.children(std::move(path), false, deadline);
    if (!names) co_return std::unexpected(std::move(names.error()));
    co_return names->has_value();
}

net::Task<Result<Names>> children(net::ZooKeeperSession& session, std::string path,
                                  Monotonic deadline) {
    if (path.empty()) path = "/";
    auto names = co_await session.children(std::move(path), false, deadline);
    if (!names) co_return std::unexpected(std::move(names.error()));
    auto found = names->value_or(Names{});
    std::erase(found, zookeepers_own);
    std::ranges::sort(found, {}, [](const std::string& name) {
        return std::pair(name != usual, std::string_view(name));
    });
    if (found.size() > most_children) found.resize(most_children);
    co_return found;
}

}  // namespace

net::Task<Result<std::vector<std::string>>> find_base_paths(net::ZooKeeperSession& session,
                                                            std::string root, Monotonic deadline) {
    Names found;
    Names level{root};
    for (int depth = 0; depth < 2 && found.empty(); ++depth) {
        Names next;
        for (const auto& parent : level) {
            auto names = co_await children(session, parent, deadline);
            if (!names) co_return std::unexpected(std::move(names.error()));
            for (const auto& name : *names) {
                const auto path = parent + "/" + name;
                const auto here = co_await announces(session, path, deadline);
                if (!here) co_return std::unexpected(here.error());
                (*here ? found : next).push_back(path);
            }
        }
        level = std::move(next);
    }
    co_return found;
}

net::Task<Result<std::vector<cluster::Announcement>>> read_announcements(
    net::ZooKeeperSession& session, std::string base_path, Monotonic deadline) {
    std::vector<cluster::Announcement> found;
    const auto folder = base_path + std::string(discovery);
    auto roles = co_await session.children(folder, false, deadline);
    if (!roles) co_return std::unexpected(std::move(roles.error()));
    for (const auto& role : roles->value_or(Names{})) {
        if (role == "PEON") continue;
        const auto path = folder + "/" + role;
        auto names = co_await session.children(path, false, deadline);
        if (!names) co_return std::unexpected(std::move(names.error()));
        for (const auto& name : names->value_or(Names{})) {
            const auto znode = path + "/" + name;
            auto node = co_await session.get(znode, false, deadline);
            if (!node) co_return std::unexpected(std::move(node.error()));
            if (!*node) continue;
            auto process = probes::zookeeper::parse_announcement(role, (*node)->bytes);
            if (process) found.push_back(*std::move(process));
        }
    }
    co_return found;
}

}  // namespace druidwatch::cli::discovering
