"""The catalog's figures, as agent/config/config.hpp has them by default; a check compares."""

MAX_OUTSTANDING_REQUESTS = 10
MAX_LATENCY_SECONDS = 0.1
MAX_LAG_SECONDS = 30
MAX_LAG_BYTES = 64 * 2**20
SEVERE = 10  # times the lag, ReplicationLagSevere
MAX_RETAINED_BYTES = 10 * 2**30
SNAPSHOT_TOO_OLD_SECONDS = 30  # then /metrics says nothing of clusters any more
