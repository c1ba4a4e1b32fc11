# SPDX-License-Identifier: Apache-2.0
"""What a provider signs: APNs' provider tokens and Google's assertions. For tests of the simulators."""

import base64
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(header, claims):
    return ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))


def load(key_pem):
    return serialization.load_pem_private_key(key_pem.encode(), None)


def provider_token(key_pem, key_id, team_id, iat=None, header=None, claims=None):
    """`header` and `claims`: what differs from what is right."""
    text = unsigned({"alg": "ES256", "kid": key_id} | (header or {}),
                    {"iss": team_id, "iat": int(time.time() if iat is None else iat)} | (claims or {}))
    r, s = decode_dss_signature(load(key_pem).sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return text + "." + encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def assertion(account, header=None, claims=None):
    """Of a service account (its parsed JSON) for its token server."""
    now = int(time.time())
    text = unsigned({"alg": "RS256", "typ": "JWT", "kid": account["private_key_id"]} | (header or {}), {
        "iss": account["client_email"], "aud": account["token_uri"], "iat": now, "exp": now + 3600,
        "scope": "https://www.googleapis.com/auth/firebase.messaging"} | (claims or {}))
    signature = load(account["private_key"]).sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return text + "." + encoded(signature)
