# SPDX-License-Identifier: Apache-2.0
"""What APNs checks, in the order in which it does, and what it then says.

Sources: Apple's "Sending notification requests to APNs" and "Handling notification responses from
APNs"; the order of the checks is that of Pushy's MockApnsServer.
"""

import base64
import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

PUSH_TYPES = {"alert", "background", "controls", "complication", "fileprovider", "liveactivity",
              "location", "mdm", "pushtotalk", "voip", "widgets"}
TOPIC_SUFFIXES = (".voip", ".complication", ".pushkit.fileprovider", ".location-query", ".voip-ptt",
                  ".push-type.liveactivity", ".push-type.widgets", ".push-type.controls")
PAYLOAD_MAX, VOIP_PAYLOAD_MAX, COLLAPSE_ID_MAX = 4096, 5120, 64
TOKEN_AGE_MAX, TOKEN_BUDGET, CLOCK_LEEWAY = 3600, 1200, 300
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DEVICE_TOKEN = re.compile(r"[0-9a-fA-F]{64,200}")
SINGLE = ("authorization", "apns-id", "apns-topic", "apns-push-type", "apns-priority",
          "apns-expiration", "apns-collapse-id")

REASONS = {
    400: ["BadCollapseId", "BadDeviceToken", "BadExpirationDate", "BadMessageId", "BadPriority",
          "BadTopic", "DeviceTokenNotForTopic", "DuplicateHeaders", "IdleTimeout",
          "InvalidPushType", "MissingDeviceToken", "MissingTopic", "PayloadEmpty",
          "TopicDisallowed"],
    403: ["BadCertificate", "BadCertificateEnvironment", "BadEnvironmentKeyIdInToken",
          "BadEnvironmentKeyInToken", "ExpiredProviderToken", "Forbidden", "InvalidProviderToken",
          "MissingProviderToken", "UnrelatedKeyIdInToken"],
    404: ["BadPath"],
    405: ["MethodNotAllowed"],
    410: ["ExpiredToken", "Unregistered"],
    413: ["PayloadTooLarge"],
    429: ["TooManyProviderTokenUpdates", "TooManyRequests"],
    500: ["InternalServerError"],
    503: ["ServiceUnavailable", "Shutdown"],
}


class Refused(Exception):
    def __init__(self, status, reason, timestamp=None):
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.timestamp = timestamp


def bundle_id(topic):
    for suffix in TOPIC_SUFFIXES:
        if topic.endswith(suffix):
            return topic[: -len(suffix)]
    return topic


def check_head(stream, needs_topic):
    """The checks that need no knowledge of anybody, in Pushy's order."""
    headers = stream.headers
    if len(headers) != len(stream.fields):
        names = [name for name, _ in stream.fields]
        if any(names.count(name) > 1 for name in SINGLE):
            raise Refused(400, "DuplicateHeaders")
    if "apns-id" in headers and not UUID.fullmatch(headers["apns-id"]):
        raise Refused(400, "BadMessageId")
    if headers.get(":method") != "POST":
        raise Refused(405, "MethodNotAllowed")
    topic = headers.get("apns-topic")
    if topic is None and needs_topic:
        raise Refused(400, "MissingTopic")
    if topic is not None and not re.fullmatch(r"[A-Za-z0-9._-]+", topic):
        raise Refused(400, "BadTopic")
    if len(headers.get("apns-collapse-id", "").encode()) > COLLAPSE_ID_MAX:
        raise Refused(400, "BadCollapseId")
    push_type = headers.get("apns-push-type")
    priority = headers.get("apns-priority", "5" if push_type == "background" else "10")
    if priority not in ("1", "5", "10") or (push_type == "background" and priority == "10"):
        raise Refused(400, "BadPriority")
    if not re.fullmatch(r"-?\d+", headers.get("apns-expiration", "0")):
        raise Refused(400, "BadExpirationDate")
    if push_type not in PUSH_TYPES:
        raise Refused(400, "InvalidPushType")


def device_token(path):
    if not path.startswith("/3/device/"):
        raise Refused(404, "BadPath")
    token = path[len("/3/device/"):]
    if not token:
        raise Refused(400, "MissingDeviceToken")
    if not DEVICE_TOKEN.fullmatch(token):
        raise Refused(400, "BadDeviceToken")
    return token.lower()


def check_payload(body, push_type):
    if not body:
        raise Refused(400, "PayloadEmpty")
    if len(body) > (VOIP_PAYLOAD_MAX if push_type == "voip" else PAYLOAD_MAX):
        raise Refused(413, "PayloadTooLarge")


class ProviderTokens:
    """Verifies JWTs: signature, key, team, age, and not more than one new one in 20 minutes. The
    signature of one that was seen before is not computed again."""

    def __init__(self, clock):
        self.clock = clock
        self.keys = {}  # key id -> (team id, public key, environment or None)
        self.verified = {}  # token text -> (team id, key id, iat, first seen)
        self.newest = {}  # team id -> when its newest token was first seen
        self.accepted = []  # (team id, iat, first seen), for tests

    def add_key(self, key_id, team_id, public_pem, environment=None):
        key = serialization.load_pem_public_key(public_pem.encode())
        self.keys[key_id] = (team_id, key, environment)

    def parse(self, text):
        try:
            head, claims, signature = text.split(".")
            decoded = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
                       for part in (head, claims, signature)]
            header, body = json.loads(decoded[0]), json.loads(decoded[1])
            team_id, key, _ = self.keys[header["kid"]]
            raw, issued = decoded[2], body["iat"]
            if header["alg"] != "ES256" or body["iss"] != team_id or len(raw) != 64 or type(issued) is not int:
                raise Refused(403, "InvalidProviderToken")
            der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
            return team_id, header["kid"], issued
        except (ValueError, KeyError, TypeError, InvalidSignature) as error:
            raise Refused(403, "InvalidProviderToken") from error

    def check(self, connection, authorization, environment):
        """The team that a request speaks for. `connection` remembers its team and key, and whether
        it was spoilt by too many tokens."""
        if authorization is None or not authorization.lower().startswith("bearer "):
            raise Refused(403, "MissingProviderToken")
        text = authorization[7:]
        now = self.clock.now()
        if text not in self.verified:
            self.verified[text] = (*self.parse(text), None)
        team_id, key_id, iat, first_seen = self.verified[text]
        if connection.team_id not in (None, team_id):
            raise Refused(403, "InvalidProviderToken")
        if connection.key_id not in (None, key_id):
            raise Refused(403, "UnrelatedKeyIdInToken")
        if now - iat > TOKEN_AGE_MAX:
            raise Refused(403, "ExpiredProviderToken")
        if iat - now > CLOCK_LEEWAY:
            raise Refused(403, "InvalidProviderToken")
        if self.keys[key_id][2] not in (None, environment):
            raise Refused(403, "BadEnvironmentKeyInToken")
        if connection.spoilt_until > now:
            raise Refused(429, "TooManyProviderTokenUpdates")
        if first_seen is None:
            if now - self.newest.get(team_id, float("-inf")) < TOKEN_BUDGET:
                connection.spoilt_until = now + 60
                raise Refused(429, "TooManyProviderTokenUpdates")
            self.newest[team_id] = now
            self.verified[text] = (team_id, key_id, iat, now)
            self.accepted.append({"team": team_id, "key": key_id, "iat": iat, "seen": now})
        connection.team_id, connection.key_id = team_id, key_id
        return team_id
