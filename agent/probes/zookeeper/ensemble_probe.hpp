#pragma once

#include <map>

#include "cluster/druid_view.hpp"
#include "cluster/zookeeper_answers.hpp"
#include "net/zookeeper_session.hpp"
#include "probes/probe.hpp"
#include "probes/zookeeper/member.hpp"

namespace druidwatch::probes::zookeeper {

/// What the ensemble keeps: both leader latches of Druid, who is announced, and its own
/// configuration. Told by watches, and read again now and then; only ever read.
class EnsembleProbe final : public Probe {
  public:
    struct Sinks {
        std::array<Sink<cluster::Latch>, 2> latch;  ///< by Role
        Sink<cluster::Announcements> announcements;
        Sink<cluster::Membership> config_node;
    };

    /// How often it is read again although no watch fired.
    static constexpr milliseconds reread{30s};
    /// It changes when a person reconfigures.
    static constexpr milliseconds reread_config{5min};

    /// `base_path`: Druid's, "/druid".
    EnsembleProbe(ProbeContext context, std::string ensemble, std::vector<Member> members,
                  std::string base_path, Sinks sinks);

    /// Members that are not of the ensemble: through them another tree would be seen.
    void avoid(std::vector<Endpoint> members);

  private:
    net::Task<void> ask_latch(cluster::Role role, cluster::Means means);
    net::Task<void> ask_announcements(cluster::Means means);
    net::Task<void> ask_config(cluster::Means means);
    net::Task<Result<cluster::Latch>> read_latch(std::string path);
    net::Task<Result<cluster::Announcements>> read_announcements();
    net::Task<Result<void>> read_role(std::string role);
    net::Task<Result<cluster::Membership>> read_config();
    Result<std::string> member_read_from();
    Failure not_connected() const;
    Failure moved_away() const;
    void choose_members();
    void retry_after(const Failure& failure, Poller& question);
    void heard(const net::ZooKeeperEvent& event);
    void on_start() override;

    std::vector<Member> members_;
    std::array<std::string, 2> latch_paths_;  ///< by Role
    std::string discovery_path_;
    Sinks sinks_;
    std::unique_ptr<net::ZooKeeperSession> session_;
    std::vector<Endpoint> avoided_;
    std::array<Poller*, 2> latches_{};
    Poller* announced_ = nullptr;
    Poller* config_ = nullptr;
    /// By path: a process that is announced once stays as it is until it is gone.
    std::map<std::string, cluster::Announcement> known_;
};

}  // namespace druidwatch::probes::zookeeper
