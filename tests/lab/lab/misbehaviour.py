"""What real Druid did to somebody and does not do on demand: done by a stand-in, each with where it was seen or read.

Each is a function of a StandInDruid that has announced itself; it returns the URL of the process that misbehaves. Its masters are two
and its first one leads. `whole` undoes them.
"""
from .standin_answers import API, SQL

LOAD_STATUS = API["coordinator"] + "/loadstatus"
DUTIES = API["coordinator"] + "/duties"
WORKERS = API["overlord"] + "/workers"


def redirects_to_itself(druid):
    """apache/druid 2294 and 13413: a standby that takes itself for the leader sends its clients round in circles."""
    standby = druid.masters[1]
    for path in (LOAD_STATUS, WORKERS):
        druid.say(standby, path, 307, location=standby + path)
    return standby


def redirects_nowhere(druid):
    """RedirectFilter.java: a standby that knows of no leader answers 503."""
    standby = druid.masters[1]
    for path in (LOAD_STATUS, WORKERS):
        druid.say(standby, path, 503)
    return standby


def names_another_leader(druid):
    """apache/druid 3837: `/leader` answers disagree, while redirects still lead to the true one."""
    standby = druid.masters[1]
    for api in API.values():
        druid.say(standby, api + "/leader", body=standby)
    return standby


def leaves_the_candidates(druid):
    """CuratorDruidLeaderSelector.java, "I am a zombie": its latch was not started again, so it is healthy and will never lead."""
    druid.leave_latch(druid.masters[1])
    return druid.masters[1]


def leads_behind_the_latch(druid):
    """CURATOR-696 and 724: who leads by its own word stands second in the latch, and the first does not say that it leads."""
    for role in API:
        druid.leave_latch(druid.masters[0], role)
        druid.join_latch(druid.masters[0], role)
    return druid.masters[0]


def leads_and_hangs(druid):
    """A Coordinator that took over while the database was down says that it leads, and its load status hangs (facts §0.7)."""
    druid.hang(druid.masters[0], LOAD_STATUS)
    return druid.masters[0]


def leads_without_workers(druid):
    """apache/druid 14375: the Overlord leads, and every request to it is a 503, as OverlordResource.java gives while the leader's
    task runner is not there."""
    druid.say(druid.masters[0], WORKERS, 503)
    return druid.masters[0]


def idles(druid):
    """apache/druid 14385: after a change of leaders its duties do not run; the last run ended long ago, and that stays so."""
    druid.say(druid.masters[0], DUTIES, body='{"dutyGroups":[{"name":"HistoricalManagementDuties","period":"PT1S","dutyNames":[],'
              '"lastRunStart":"2026-11-24T05:54:31.732Z","lastRunEnd":"2026-11-24T05:54:31.733Z","avgRuntimeMillis":5,'
              '"avgRunGapMillis":996}]}')
    return druid.masters[0]


def serves_an_old_view(druid):
    """apache/druid 7893: a Broker missed an event, and knows a server that is gone and not the one that came."""
    druid.say(druid.brokers[0], "sys.servers", body='[{"server":"127.0.0.1:1","server_type":"historical"}]')
    return druid.brokers[0]


def is_never_ready(druid):
    """BrokerServerView.java: until its inventory was initialized once, a Broker's readiness is 503 (apache/druid 6176)."""
    druid.say(druid.brokers[0], "/druid/broker/v1/readiness", 503)
    return druid.brokers[0]


def fails_queries(druid):
    """It is ready and plans nothing."""
    druid.say(druid.brokers[0], SQL, 500, body='{"error":"druidException","errorMessage":"none"}')
    return druid.brokers[0]


def knows_no_leader(druid):
    """AsyncManagementForwardingServlet.java: a Router that finds no leader answers 503."""
    for api in API.values():
        druid.say(druid.routers[0], api + "/isLeader", 503,
                  body='{"error":"Unable to determine destination; is your coordinator/overlord running?"}')
    return druid.routers[0]


def uses_another_database(druid):
    """A master that was started with another metadata store."""
    druid.say(druid.masters[1], "/status/properties", body='{"druid.metadata.storage.type":"postgresql",'
              '"druid.metadata.storage.connector.connectURI":"jdbc:postgresql://127.0.0.1:1/elsewhere"}')
    return druid.masters[1]


def whole(druid):
    """All of it undone, whatever it was; the latches' first is again who leads, with as few changes as that takes."""
    leader = druid.leader
    for role in API:
        standing = [url for stood, url in druid.places if stood == role]  # in this order
        for url in standing if standing[:1] != [leader] else ():
            if url != leader:
                druid.leave_latch(url, role)
        for url in (leader, *druid.masters):
            if (role, url) not in druid.places:
                druid.join_latch(url, role)
    druid.relent()
