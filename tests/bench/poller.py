"""A poller as it is usually written: http.client, json, dictionaries. Reads the API from FROM to TO, page by page,
maps to ECS or CEF, sends batches of 1,000, keeps a cursor in a file."""
import datetime
import http.client
import json
import os
import socket
import sys

api_port, start, end, to, port, folder = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), sys.argv[6]
CONTRACT = "31990001"
STEP = datetime.timedelta(minutes=5)
api = http.client.HTTPConnection("127.0.0.1", api_port)
bulk = http.client.HTTPConnection("127.0.0.1", port) if to == "ecs" else None
wire = socket.create_connection(("127.0.0.1", port)) if to == "cef" else None


def read_page(since, until, offset):
    api.request(
        "GET", f"/activitylog/v1/contracts/{CONTRACT}?dateStart={since}&dateEnd={until}&offset={offset}&limit=1000",
        headers={"Authorization": "Bearer bench"})
    answer = api.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(answer.status)
    return json.loads(body)["hits"]


def outcome_of(event):
    return {"DONE": "success", "FAILED": "failure"}.get(event.get("status"), "unknown")


def to_ecs(source):
    meta, principal, event = source["meta"], source["principal"], source["event"]
    identity, param, resources = principal.get("identity", {}), event.get("param") or {}, event.get("resources") or []
    action = next((action for resource in resources for action in resource.get("action") or []), None)
    user = identity.get("username")
    record = {
        "@timestamp": meta.get("time"),
        "ecs": {"version": "9.4.0"},
        "message": event.get("message"),
        "event": {
            "kind": "event", "module": "ionos", "dataset": "ionos.activity", "id": source["@uuid"], "code": event.get("type"),
            "action": action, "provider": param.get("sourceService"), "outcome": outcome_of(event)},
        "cloud": {"provider": "ionos", "account": {"id": CONTRACT}, "service": {"name": principal.get("sourceService")}},
        "user": {"name": user, "email": user},
        "source": {"address": principal.get("sourceIP"), "ip": principal.get("sourceIP")},
        "related": {"ip": [principal.get("sourceIP")], "user": [user]},
        "server": {"domain": principal.get("serviceHost")},
        "http": {"request": {"id": meta.get("requestId"), "method": param.get("action")}},
        "url": {"original": param.get("uri")},
        "transaction": {"id": meta.get("transactionId")},
        "ionos": {"activity": {
            "type": event.get("type"), "status": event.get("status"), "initiator": param.get("initiator"),
            "queue_ref_id": str(meta.get("queueRefId")), "audit_version": meta.get("auditVersion"), "resources": resources}},
    }
    return json.dumps({"create": {"_index": "logs-ionos.activity-default", "_id": f"{CONTRACT}:{source['@uuid']}"}}) + "\n" + json.dumps(record) + "\n"


def escape(value):
    return str(value).replace("\\", "\\\\").replace("=", "\\=").replace("\n", "\\n").replace("\r", "\\r")


def to_cef(source):
    meta, principal, event = source["meta"], source["principal"], source["event"]
    identity, param, resources = principal.get("identity", {}), event.get("param") or {}, event.get("resources") or []
    kind = str(event.get("type")).replace("\\", "\\\\").replace("|", "\\|")
    fields = {
        "externalId": source["@uuid"], "rt": meta.get("time"), "cat": event.get("type"), "deviceExternalId": CONTRACT,
        "suser": identity.get("username"), "src": principal.get("sourceIP"), "sourceServiceName": principal.get("sourceService"),
        "destinationServiceName": param.get("sourceService"), "dhost": principal.get("serviceHost"), "requestMethod": param.get("action"),
        "request": param.get("uri"), "msg": event.get("message"), "outcome": outcome_of(event),
        "cs2Label": "Resource Type", "cs2": ",".join(str(resource.get("type")) for resource in resources),
        "cs3Label": "Resource Id", "cs3": ",".join(str(resource.get("id")) for resource in resources),
        "cs5Label": "Request Id", "cs5": meta.get("requestId"), "cs6Label": "Transaction Id", "cs6": meta.get("transactionId")}
    extension = " ".join(f"{key}={escape(value)}" for key, value in fields.items() if value)
    severity = 6 if event.get("status") == "FAILED" else 3
    return f"<109>1 {meta.get('time')} host ionos-activity - - - CEF:0|IONOS|Cloud Activity Log|v1|{kind}|{kind}|{severity}|{extension}\n"


def deliver(hits):
    mapped = "".join((to_ecs if to == "ecs" else to_cef)(hit["_source"]) for hit in hits).encode()
    if wire:
        wire.sendall(mapped)
        return
    bulk.request("POST", "/_bulk?filter_path=errors,items.*.status", body=mapped, headers={"Content-Type": "application/x-ndjson"})
    if json.loads(bulk.getresponse().read())["errors"]:
        raise RuntimeError("bulk")


def main():
    cursor, stop = datetime.datetime.fromisoformat(start), datetime.datetime.fromisoformat(end)
    count = 0
    while cursor < stop:
        until = min(cursor + STEP, stop)
        offset = 0
        while True:
            page = read_page(f"{cursor:%Y-%m-%dT%H:%M:%SZ}", f"{until:%Y-%m-%dT%H:%M:%SZ}", offset)
            if not page["hits"]:
                break
            deliver(page["hits"])
            offset += len(page["hits"])
            if offset >= page["total"]:
                break
        count += offset
        cursor = until
        with open(os.path.join(folder, "cursor.new"), "w") as file:
            file.write(cursor.isoformat())
        os.replace(os.path.join(folder, "cursor.new"), os.path.join(folder, "cursor"))
    print(count)


main()
