#pragma once

#include "config/codec.hpp"
#include "config/config.hpp"

namespace druidwatch::config {

// Each part of the file, declared in the .cpp of its name.

Codec<Global> global_section();
Codec<ZooKeeper> zookeeper_section();
Codec<MetadataStore> metadata_store_section();
Codec<Druid> druid_section();
Codec<Cluster> cluster_section();
Codec<Alerting> alerting_section();
Codec<Storage> storage_section();

Codec<Tls> tls_section();
/// How `servers` are asked.
Codec<Client> client_section(const std::string& servers);
/// `name_key` is what the format calls the user there.
Codec<Credentials> credentials_section(std::string name_key);

/// The file as a whole.
const Codec<Config>& config_file();

}  // namespace druidwatch::config
