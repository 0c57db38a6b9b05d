"""What the metadata store's faults raise, on a real PostgreSQL primary and standby before real Druid."""
import unittest

from stage import TIMEOUT, Stage

POLL = 2
RECEIVER_TIMEOUT = 5  # after which a standby of this lab gives its silent primary up


class MetadataStore(Stage):
    shape = {"masters": 1, "brokers": 1, "router": False}
    # One master, one Broker: that they have no second is not what is tested here.
    settings = {"cluster": {"druid": None}}

    @property
    def primary(self):
        return f"127.0.0.1:{self.cluster.replication.first.port}"

    @property
    def standby(self):
        return f"127.0.0.1:{self.cluster.replication.standbys[0].port}"

    def without_a_primary(self):
        cause = "metadata NoPrimary"
        return {"metadata NoPrimary": "", f"metadata NodeDown {self.primary}": cause,
                f"metadata ReplicationBroken {self.standby}": cause, "metadata NoFailoverCandidate": cause,
                "metadata EndpointNotPrimary": cause}

    def test_a_killed_primary_is_no_primary_and_the_cause_of_all_else(self):
        self.provoke("primary", self.without_a_primary(), 15 + POLL + TIMEOUT)

    def test_a_frozen_primary_is_down_once_its_standby_has_lost_it(self):
        self.provoke("primary-frozen", self.without_a_primary(), 15 + POLL + TIMEOUT + RECEIVER_TIMEOUT)

    def test_a_standby_that_is_cut_off_is_broken_and_no_candidate(self):
        self.provoke("standby-cut", {f"metadata ReplicationBroken {self.standby}": "", "metadata NoFailoverCandidate": ""},
                     15 + POLL + TIMEOUT)

    def test_a_promoted_standby_beside_its_primary_is_a_split_brain(self):
        self.provoke("split-brain", {"metadata SplitBrain": ""}, 2 * POLL + TIMEOUT, may=["metadata NoFailoverCandidate"])

    def test_an_endpoint_that_leads_to_the_standby_is_not_the_primary(self):
        self.provoke("endpoint", {"metadata EndpointNotPrimary": ""}, 5 + POLL + TIMEOUT)


if __name__ == "__main__":
    unittest.main()
