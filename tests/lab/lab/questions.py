"""What druidwatch asks the processes of Druid, for who measures what an answer costs."""
import http.client
import json

LEADS = [("GET", f"/druid/{role}/v1/isLeader", None) for role in ("coordinator", "indexer")]
QUESTIONS = {
    "coordinator": [*LEADS, *(("GET", "/druid/" + path, None) for path in (
        "coordinator/v1/leader", "indexer/v1/leader", "coordinator/v1/loadstatus?simple", "indexer/v1/workers", "coordinator/v1/duties",
        "coordinator/v1/servers?simple"))],
    "broker": [("GET", "/druid/broker/v1/readiness", None), *(("POST", "/druid/v2/sql", json.dumps({"query": query})) for query in (
        "SELECT 1", "SELECT server FROM sys.servers WHERE server_type = 'historical' ORDER BY server"))],
    "router": [("GET", "/status/health", None), *LEADS],
}
PROPERTIES = ("GET", "/status/properties", None)  # of all of them, every five minutes
COMPILERS = ("C1 Compiler", "C2 Compiler")  # the threads of a JVM that is busy with itself
OF_ITSELF = (*COMPILERS, "DruidSchema")  # and the one by which a Broker keeps its schema: it wavers by more than we cost


def connect(druid):
    if druid.context:
        return http.client.HTTPSConnection("127.0.0.1", druid.port, timeout=30, context=druid.context)
    return http.client.HTTPConnection("127.0.0.1", druid.port, timeout=30)


def ask(druid, question, times, anew=False):
    """On one kept connection, or each on a new one."""
    method, path, body = question
    connection = connect(druid)
    for _ in range(times):
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        connection.getresponse().read()
        if anew:
            connection.close()  # it is opened by the next request
    connection.close()
