# SPDX-License-Identifier: Apache-2.0
"""What Google's token server and FCM HTTP v1 check, and what they say.

Sources: "Using OAuth 2.0 for server to server applications"; "FCM: projects.messages"; "FCM error
codes"; RFC 7523.
"""

import base64
import json
import re
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPES = {"https://www.googleapis.com/auth/firebase.messaging",
          "https://www.googleapis.com/auth/cloud-platform"}
ASSERTION_SECONDS_MAX, LEEWAY, TOKEN_SECONDS = 3600, 60, 3599
PAYLOAD_MAX, TTL_MAX = 4096, 2_419_200
FCM_ERROR = "type.googleapis.com/google.firebase.fcm.v1.FcmError"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
TOPIC = re.compile(r"[A-Za-z0-9_.~%-]+")
STATUS_OF = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED",
             404: "NOT_FOUND", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE"}


class Refused(Exception):
    """An answer that is an error: `body` is its JSON."""

    def __init__(self, status, body, headers=()):
        super().__init__(json.dumps(body))
        self.status = status
        self.body = body
        self.headers = list(headers)


def refuse(status, message, fcm_code=None, fields=(), headers=()):
    details = []
    if fcm_code is not None:
        details.append({"@type": FCM_ERROR, "errorCode": fcm_code})
    if fields:
        details.append({
            "@type": BAD_REQUEST,
            "fieldViolations": [{"field": name, "description": why} for name, why in fields],
        })
    error = {"code": status, "message": message, "status": STATUS_OF[status]}
    if details:
        error["details"] = details
    return Refused(status, {"error": error}, headers)


class TokenServer:
    """Exchanges signed assertions for access tokens."""

    def __init__(self, clock):
        self.clock = clock
        self.accounts = {}  # client_email -> (public key, project, key id or None)
        self.audiences = set()
        self.tokens = {}  # access token -> (project, end)
        self.lifetime = TOKEN_SECONDS

    def add_account(self, email, public_pem, project, key_id=None):
        key = serialization.load_pem_public_key(public_pem.encode())
        self.accounts[email] = (key, project, key_id)

    def exchange(self, form):
        if form.get("grant_type") != GRANT_TYPE:
            raise Refused(400, {"error": "unsupported_grant_type",
                                "error_description": "Invalid grant_type: " + form.get("grant_type", "")})
        email, project, _ = self.verify(form.get("assertion", ""))
        token = "ya29." + secrets.token_urlsafe(40)
        self.tokens[token] = (project, self.clock.now() + self.lifetime)
        return email, {"access_token": token, "expires_in": self.lifetime, "token_type": "Bearer"}

    def verify(self, assertion):
        def invalid(why):
            return Refused(400, {"error": "invalid_grant", "error_description": why})

        try:
            head, claims, signature = assertion.split(".")
            header, body, raw = (
                base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
                for part in (head, claims, signature))
            header, body = json.loads(header), json.loads(body)
            if header["alg"] != "RS256":
                raise invalid("Invalid JWT: alg must be RS256")
            if body["iss"] not in self.accounts:
                raise invalid("Invalid grant: account not found")
            key, project, key_id = self.accounts[body["iss"]]
            # Clients may leave it out; Google's own did.
            if None not in (key_id, header.get("kid")) and header["kid"] != key_id:
                raise invalid("Invalid JWT Signature.")
            key.verify(raw, f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
            issued, ends = body["iat"], body["exp"]
            if type(issued) is not int or type(ends) is not int:
                raise invalid("Bad Request")
            if body["aud"] not in self.audiences:
                raise invalid("Invalid JWT: Failed audience check.")
            if not SCOPES & set(body["scope"].split()):
                raise Refused(400, {"error": "invalid_scope", "error_description": "Invalid OAuth scope"})
        except InvalidSignature as error:
            raise invalid("Invalid JWT Signature.") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise invalid("Bad Request") from error
        now = self.clock.now()
        if ends - issued > ASSERTION_SECONDS_MAX or ends <= now or issued > now + LEEWAY:
            raise invalid("Invalid JWT: Token must be a short-lived token (60 minutes) and in a "
                          "reasonable timeframe. Check your iat and exp values in the JWT claim.")
        return body["iss"], project, body

    def check(self, authorization, project):
        known = self.tokens.get((authorization or "").removeprefix("Bearer "))
        if known is None or known[1] <= self.clock.now():
            raise refuse(401, "Request had invalid authentication credentials. Expected OAuth 2 "
                              "access token, login cookie or other valid authentication credential.")
        if known[0] != project:
            raise refuse(403, f"Permission 'cloudmessaging.messages.create' denied on resource "
                              f"'//cloudresourcemanager.googleapis.com/projects/{project}'")


# The shape of a message: a type, or the fields of an object. "map": strings to strings.
ANDROID_NOTIFICATION = {name: "string" for name in (
    "title", "body", "icon", "color", "sound", "tag", "click_action", "body_loc_key",
    "title_loc_key", "channel_id", "ticker", "event_time", "image", "notification_priority",
    "visibility")} | {
        "body_loc_args": "strings", "title_loc_args": "strings", "sticky": "bool",
        "local_only": "bool", "default_sound": "bool", "default_vibrate_timings": "bool",
        "default_light_settings": "bool", "vibrate_timings": "strings", "notification_count": "int",
        "light_settings": "any", "bypass_proxy_notification": "bool", "proxy": "string"}
MESSAGE = {
    "token": "string", "topic": "string", "condition": "string", "name": "string",
    "data": "map",
    "notification": {"title": "string", "body": "string", "image": "string"},
    "android": {
        "collapse_key": "string", "priority": "priority", "ttl": "duration",
        "restricted_package_name": "string", "data": "map", "direct_boot_ok": "bool",
        "bandwidth_constrained_ok": "bool", "restricted_satellite_ok": "bool",
        "notification": ANDROID_NOTIFICATION, "fcm_options": {"analytics_label": "string"}},
    "apns": {"headers": "map", "payload": "any", "fcm_options": "any",
             "live_activity_token": "string"},
    "webpush": {"headers": "map", "data": "map", "notification": "any", "fcm_options": "any"},
    "fcm_options": {"analytics_label": "string"},
}


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def is_duration(value):
    number = value[:-1] if isinstance(value, str) and value.endswith("s") else ""
    try:
        return number and 0 <= float(number) <= TTL_MAX
    except ValueError:
        return False


SIMPLE = {
    "string": lambda value: isinstance(value, str),
    "strings": lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "any": lambda value: True,
    "priority": lambda value: isinstance(value, str) and value.lower() in ("normal", "high"),
    "duration": is_duration,
}


def violations(value, shape, path):
    """What is wrong with a value: pairs of a field's path and why."""
    if shape == "map":
        if not isinstance(value, dict):
            return [(path, "Expected an object")]
        return [(f"{path}[{index}].value", f"Invalid value at '{path}[{index}].value' (TYPE_STRING)")
                for index, item in enumerate(value.values()) if not isinstance(item, str)]
    if isinstance(shape, str):
        return [] if SIMPLE[shape](value) else [(path, f"Invalid value at '{path}'")]
    if not isinstance(value, dict):
        return [(path, "Expected an object")]
    names = {name: name for name in shape} | {camel(name): name for name in shape}
    found = []
    for name, item in value.items():
        if name not in names:
            found.append((path, f'Invalid JSON payload received. Unknown name "{name}" at \'{path}\': '
                                f"Cannot find field."))
        else:
            found += violations(item, shape[names[name]], f"{path}.{names[name]}")
    return found


def is_reserved(key):
    return key in ("from", "gcm", "message_type") or key.startswith(("google.", "gcm."))


def check_message(body):
    """The parsed message, and whether it is only to be validated."""
    try:
        request = json.loads(body)
    except ValueError as error:
        raise refuse(400, "Invalid JSON payload received.", fields=[("", str(error))]) from error
    if not isinstance(request, dict) or not isinstance(request.get("message"), dict):
        raise refuse(400, "Request contains an invalid argument.", fields=[("message", "is required")])
    unknown = [("", f'Unknown name "{name}"') for name in request
               if name not in ("message", "validate_only", "validateOnly")]
    message = request["message"]
    only_validate = request.get("validate_only", request.get("validateOnly", False))
    if not isinstance(only_validate, bool):
        unknown.append(("validate_only", "Invalid value at 'validate_only' (TYPE_BOOL)"))
    found = unknown + violations(message, MESSAGE, "message")
    if found:
        raise refuse(400, found[0][1], fields=found)
    if sum(name in message for name in ("token", "topic", "condition")) != 1:
        raise refuse(400, "Recipient of the message is not set.", "INVALID_ARGUMENT",
                     [("message", "Recipient of the message is not set.")])
    for key in message.get("data", {}):
        if is_reserved(key):
            raise refuse(400, f"Invalid data payload key: {key}", "INVALID_ARGUMENT",
                         [("message.data", f"Invalid data payload key: {key}")])
    size = sum(len(k.encode()) + len(v.encode()) for k, v in message.get("data", {}).items())
    size += sum(len(v.encode()) for v in message.get("notification", {}).values())
    if size > (2048 if "topic" in message else PAYLOAD_MAX):
        raise refuse(400, "Android message is too big", "INVALID_ARGUMENT",
                     [("message", "Android message is too big")])
    if "topic" in message and not TOPIC.fullmatch(message["topic"]):
        raise refuse(400, "Invalid topic name", "INVALID_ARGUMENT", [("message.topic", "Invalid topic name")])
    return message, only_validate
