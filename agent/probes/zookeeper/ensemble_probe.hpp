#pragma once

#include <map>

#include "cluster/druid_view.hpp"
#include "cluster/zookeeper_answers.hpp"
#include "net/zookeeper_session.hpp"
#include "probes/probe.hpp"

namespace druidwatch::probes::zookeeper {

/// What Druid keeps in ZooKeeper: both leader latches and who is announced. Told by watches, and
/// read again now and then; only ever read.
class EnsembleProbe final : public Probe {
  public:
    struct Sinks {
        std::array<Sink<cluster::Latch>, 2> latch;  ///< by Role
        Sink<cluster::Announcements> announcements;
    };

    /// How often it is read again although no watch fired.
    static constexpr milliseconds reread{30s};

    /// `base_path`: Druid's, "/druid".
    EnsembleProbe(ProbeContext context, std::string ensemble, std::vector<Endpoint> members,
                  std::string base_path, std::optional<net::Digest> digest, Sinks sinks);

  private:
    net::Task<void> ask_latch(cluster::Role role, cluster::Means means);
    net::Task<void> ask_announcements(cluster::Means means);
    net::Task<Result<cluster::Latch>> read_latch(std::string path);
    net::Task<Result<cluster::Announcements>> read_announcements();
    net::Task<Result<void>> read_role(std::string role);
    Result<std::string> member_read_from() const;
    Failure moved_away() const;
    void heard(const net::ZooKeeperEvent& event);
    void on_start() override;

    std::array<std::string, 2> latch_paths_;  ///< by Role
    std::string discovery_path_;
    Sinks sinks_;
    net::ZooKeeperSession session_;
    std::array<Poller*, 2> latches_{};
    Poller* announced_ = nullptr;
    /// By path: a process that is announced once stays as it is until it is gone.
    std::map<std::string, cluster::Announcement> known_;
};

}  // namespace druidwatch::probes::zookeeper
