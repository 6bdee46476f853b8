#!/usr/bin/python3
"""A partner system in Python: reports hotspots so that a repeat makes no second one, follows them, and goes on where it was.

    apt install python3-grpcio protobuf-compiler-grpc libprotobuf-dev && clients/Python/generate
    clients/Python/hotspots.py                # or, with `watch AFTER`, only follows, from that sequence on, until Ctrl-C
"""

import json
import os
import random
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

sys.path.insert(0, os.environ.get("TASKFORCE_STUBS", os.path.join(os.path.dirname(os.path.abspath(__file__)), "stubs")))
import grpc
from google.rpc import error_details_pb2, status_pb2
from taskforce.tasking.v1 import hotspot_service_pb2 as v1
from taskforce.tasking.v1.hotspot_service_pb2_grpc import HotspotServiceStub

GATEWAY = urllib.parse.urlsplit(os.environ.get("TASKFORCE_GATEWAY", "http://localhost:8081"))
ISSUER = os.environ.get("TASKFORCE_ISSUER", "http://localhost:8080/demo").rstrip("/")
SOURCE = "Python example"
PATIENCE = 15  # Seconds for a call; a watch has none.
PASSES = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED}
# Every refusal of the services has a reason: one of these without broke off on its way.
BROKE_OFF = {grpc.StatusCode.CANCELLED, grpc.StatusCode.ABORTED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}
RETRY = {"maxAttempts": 5, "initialBackoff": "0.5s", "maxBackoff": "5s", "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}
OPTIONS = [
    # What nobody answered is sent again as it is, request id and all.
    ("grpc.service_config", json.dumps({"methodConfig": [{"name": [{}], "retryPolicy": RETRY}]})),
    # A watch sends nothing: pings tell a quiet connection from a dead one.
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 15_000),
    ("grpc.http2.max_pings_without_data", 0),
]


class Token:
    """A bearer token by the client credentials grant (RFC 6749, section 4.4), replaced a minute before it lapses."""

    def __init__(self, client_id):
        self.form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": client_id}).encode()
        self.text, self.ends_at = "", 0.0

    def headers(self):
        if time.monotonic() >= self.ends_at:
            with urllib.request.urlopen(f"{ISSUER}/.well-known/openid-configuration", timeout=PATIENCE) as answer:
                endpoint = json.load(answer)["token_endpoint"]
            with urllib.request.urlopen(endpoint, self.form, timeout=PATIENCE) as answer:
                token = json.load(answer)
            self.text, self.ends_at = token["access_token"], time.monotonic() + token["expires_in"] - 60
        return [("authorization", f"Bearer {self.text}"), ("taskforce-purpose", urllib.parse.quote("Trying the Python example"))]


def refusal(error):
    """The stable reason of a refusal and every field that is wrong; empty if no service answered."""
    reason, fields = "", []
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
                reason = info.reason if detail.Unpack(info) else reason
                fields = [violation.field for violation in bad.field_violations] if detail.Unpack(bad) else fields
    return reason, fields


def watch(hotspots, token, after):
    """Every event after a cursor, once and in order, through restarts and broken networks. Keep an event's sequence when you have done with it."""
    failures, lapsed = 0, False
    while True:
        try:
            for event in hotspots.WatchHotspots(v1.WatchHotspotsRequest(after=after), metadata=token.headers()):
                failures, lapsed, after = 0, False, event.sequence
                yield event
        except urllib.error.HTTPError:
            raise  # The issuer refuses.
        except OSError:
            pass  # The issuer is away.
        except grpc.RpcError as error:
            if error.code() is grpc.StatusCode.UNAUTHENTICATED and not lapsed:
                lapsed, token.ends_at = True, 0.0
            elif error.code() not in PASSES and (error.code() not in BROKE_OFF or refusal(error)[0]):
                raise
        print("Cut off.", file=sys.stderr, flush=True)
        # At random up to a bound that doubles, so that many who were cut off at once do not come back at once.
        time.sleep(random.uniform(0, min(20, 0.5 * 2 ** min(failures, 10))))
        failures += 1


def follow(hotspots, token, after, until=None):
    """Prints what is reported from a cursor on, until one hotspot is seen; returns where in the log that was."""
    for event in watch(hotspots, token, after):
        if event.type == v1.HotspotEvent.CREATED and (until is None or event.hotspot.source == SOURCE):
            print(f"event {event.sequence} {v1.HotspotEvent.Type.Name(event.type)} {event.hotspot.name}", flush=True)
            if event.hotspot.name == until:
                return event.sequence


def report(hotspots, token, description, request_id):
    """The request id belongs to what happened, not to the attempt: keep it beside the record until the answer is there."""
    hotspot = v1.Hotspot(kind="SMUGGLING", severity="LOW", host_nation="DE", description=description, source=SOURCE)
    hotspot.place.location.latitude, hotspot.place.location.longitude = 53.54, 9.97
    return hotspots.CreateHotspot(v1.CreateHotspotRequest(hotspot=hotspot, request_id=request_id), timeout=PATIENCE, metadata=token.headers())


def connect():
    """A channel to the gateway; TASKFORCE_AUTHORITIES says whom to trust for its certificate where that is none of the system's authorities."""
    if GATEWAY.scheme != "https":
        return grpc.insecure_channel(GATEWAY.netloc, OPTIONS)
    authorities = os.environ.get("TASKFORCE_AUTHORITIES", "/etc/ssl/certs/ca-certificates.crt")
    with open(authorities, "rb") as file:
        return grpc.secure_channel(GATEWAY.netloc, grpc.ssl_channel_credentials(file.read()), OPTIONS)


def main():
    hotspots, token = HotspotServiceStub(connect()), Token("partner.demo")
    if sys.argv[1:2] == ["watch"]:
        follow(hotspots, token, int(sys.argv[2]))

    start = hotspots.ListHotspots(v1.ListHotspotsRequest(page_size=1), timeout=PATIENCE, metadata=token.headers()).sequence

    request_id = str(uuid.uuid4())
    first = report(hotspots, token, "A lorry that was seen twice.", request_id)
    print(f"reported {first.name}")
    print(f"repeated {report(hotspots, token, 'A lorry that was seen twice.', request_id).name}")
    cursor = follow(hotspots, token, start, first.name)

    second = report(hotspots, token, "Reported while nobody watched.", str(uuid.uuid4()))
    print(f"reported {second.name}")
    print(f"resuming after {cursor}")
    follow(hotspots, token, cursor, second.name)

    try:
        hotspots.CreateHotspot(v1.CreateHotspotRequest(hotspot=v1.Hotspot(kind="SMUGGLING")), timeout=PATIENCE, metadata=token.headers())
    except grpc.RpcError as error:
        reason, fields = refusal(error)
        print(f"refused {reason} {' '.join(fields)}")


if __name__ == "__main__":
    main()
