#pragma once

#include "agent/probes/zookeeper/captured_ensembles.hpp"

namespace druidwatch::probes::zookeeper {

/// Reads every capture that is not a member's answer but a text about answers, and checks what in
/// it bears on our readers.
void check_texts(Captures& captures);

}  // namespace druidwatch::probes::zookeeper
