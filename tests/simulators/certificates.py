# SPDX-License-Identifier: Apache-2.0
"""Keys and certificates for a simulator and its clients, made anew in a folder of its own."""

import datetime
import ipaddress
import json
import secrets
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

APNS_DEVELOPMENT = ObjectIdentifier("1.2.840.113635.100.6.3.1")
APNS_PRODUCTION = ObjectIdentifier("1.2.840.113635.100.6.3.2")
NAMES = ["localhost", "api.push.apple.com", "api.sandbox.push.apple.com", "fcm.googleapis.com",
         "oauth2.googleapis.com", "accounts.google.com"]


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_pem(key):
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def certificate_pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


class Authority:
    """A certificate authority whose certificate is FOLDER/ca.pem."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key = ec.generate_private_key(ec.SECP256R1())
        # A name of its own: the certificates of two authorities may stand in one file.
        name = f"Hako simulator {secrets.token_hex(8)}"
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(
            self.name, self.key, [(x509.BasicConstraints(ca=True, path_length=0), True)]
        )
        self.path = self.folder / "ca.pem"
        self.path.write_text(certificate_pem(self.certificate))

    def _sign(self, name, key, extensions, days=30):
        now = datetime.datetime.utcnow()
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=days))
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256())

    def server_context(self, protocols, wants_client_certificate=False):
        """TLS as the simulator speaks it, under the providers' names and those of this machine."""
        names = [x509.DNSName(name) for name in NAMES]
        names += [x509.IPAddress(ipaddress.ip_address(text)) for text in ("127.0.0.1", "::1")]
        context = self._context("localhost", names, "server.pem")
        if protocols:
            context.set_alpn_protocols(protocols)
        if wants_client_certificate:
            context.load_verify_locations(self.path)
            context.verify_mode = ssl.CERT_OPTIONAL
        return context

    def stranger_context(self, host):
        """TLS of somebody else: `host` and no name of this machine."""
        return self._context(host, [x509.DNSName(host)], "stranger.pem")

    def _context(self, common_name, names, file):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
        certificate = self._sign(name, key, [(x509.SubjectAlternativeName(names), False)])
        path = self.folder / file
        path.write_text(certificate_pem(certificate) + private_pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(path)
        return context

    def push_certificate(self, file, topic, environments=("development", "production")):
        """A client certificate with its key, as Apple makes them for one app."""
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([
            x509.NameAttribute(NameOID.USER_ID, topic),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Apple Push Services: {topic}"),
        ])
        extensions = []
        for environment, oid in (("development", APNS_DEVELOPMENT), ("production", APNS_PRODUCTION)):
            if environment in environments:
                extensions.append((x509.UnrecognizedExtension(oid, b"\x05\x00"), False))
        path = self.folder / file
        path.write_text(certificate_pem(self._sign(name, key, extensions)) + private_pem(key))
        return path


def new_apns_key(folder, key_id):
    """AuthKey_ID.p8; gives its path and the public key as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    path = Path(folder) / f"AuthKey_{key_id}.p8"
    path.write_text(private_pem(key))
    return path, public_pem(key)


def new_service_account(folder, project, token_uri):
    """service-account-PROJECT.json; gives its path, and what the token server knows of it."""
    key = rsa.generate_private_key(65537, 2048)
    email, key_id = f"push@{project}.iam.gserviceaccount.com", secrets.token_hex(20)
    path = Path(folder) / f"service-account-{project}.json"
    path.write_text(json.dumps({
        "type": "service_account",
        "project_id": project,
        "private_key_id": key_id,
        "private_key": private_pem(key),
        "client_email": email,
        "client_id": "100000000000000000000",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
    }, indent=2))
    return path, {"email": email, "project": project, "key_id": key_id, "public_pem": public_pem(key)}
