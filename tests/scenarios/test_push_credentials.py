# SPDX-License-Identifier: Apache-2.0
"""`hako push`: credentials are given, shown without what is secret, examined and removed."""

import datetime
import json
import secrets
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from harness.server import Server
from harness.simulator import TOPIC
from scenes import wait_until
from simulators.certificates import APNS_PRODUCTION, certificate_pem, private_pem

NOBODY = "0" * 24


@pytest.fixture(params=["beside a server", "without a server"])
def folder(request, providers):
    """A data folder, with a server at work on it or none."""
    server = Server(options=providers.options())
    if request.param == "beside a server":
        server.start()
    yield server
    server.close()


@pytest.fixture
def backend(folder):
    return folder.create_backend()["backendId"]


def configure(folder, backend, *options):
    return folder.cli("push", "configure", "--backend", backend, *options)


def refused(folder, backend, *options):
    """The sentence that a credential is refused with."""
    done = folder.run("push", "configure", "--backend", backend, *options)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout
    assert folder.cli("push", "show", "--backend", backend) == []
    return done.stderr


def doctor(folder, providers, backend, *options):
    """Whether all is well, and what the doctor said."""
    # A doctor without a server asks the providers itself.
    settings = [] if folder.process else providers.options()
    done = folder.run("push", "doctor", "--backend", backend, "--json", *settings, *options)
    answer = json.loads(done.stdout)
    assert done.returncode == (0 if answer["healthy"] else 1), done.stderr
    return answer["healthy"], answer["findings"]


def with_value(options, name, value):
    at = options.index(name) + 1
    return [*options[:at], value, *options[at + 1 :]]


def texts(findings):
    return "\n".join(finding["text"] for finding in findings)


def certificate(path, topic=TOPIC, days=365):
    """A client certificate for production, with its key, that ends in so many days."""
    key = rsa.generate_private_key(65537, 2048)
    now = datetime.datetime.utcnow()
    name = x509.Name([
        x509.NameAttribute(NameOID.USER_ID, topic),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Apple Push Services: {topic}"),
    ])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=400))
        .not_valid_after(now + datetime.timedelta(days=days, hours=1))
        .add_extension(x509.UnrecognizedExtension(APNS_PRODUCTION, b"\x05\x00"), False)
    )
    path.write_text(certificate_pem(builder.sign(key, hashes.SHA256())) + private_pem(key))
    return path


def test_credentials_are_kept_sealed_and_shown_without_what_is_secret(folder, providers, backend):
    key = providers.new_key()
    configured = configure(folder, backend, *key)
    assert configured["warnings"] == []
    account = providers.service_account()
    configure(folder, backend, "--fcm", account)
    shown = folder.cli("push", "show", "--backend", backend)
    assert [each["for"] for each in shown] == ["apnsDevelopment", "apnsProduction", "fcm"]
    assert shown[:2] == configured["credentials"]
    assert shown[0]["keyId"] == key[key.index("--key-id") + 1]
    assert shown[2]["projectId"] == "hako-test"
    text = folder.run("push", "show", "--backend", backend).stdout
    kept = b"".join(path.read_bytes() for path in folder.data.glob("hako.db*"))
    pem_line = Path(key[1]).read_text().splitlines()[1]
    account_line = json.loads(account.read_text())["private_key"].splitlines()[1]
    for secret in (pem_line, account_line):
        assert secret not in text and secret not in json.dumps(shown)
        assert secret.encode() not in kept
    assert (folder.data / "secrets.key").stat().st_mode & 0o777 == 0o600


def test_an_environment_can_be_configured_alone(folder, providers, backend):
    configure(folder, backend, *providers.new_key(), "--environment", "development")
    shown = folder.cli("push", "show", "--backend", backend)
    assert [each["for"] for each in shown] == ["apnsDevelopment"]


def test_credentials_are_removed_one_by_one_or_all(folder, providers, backend):
    configure(folder, backend, *providers.new_key())
    configure(folder, backend, "--fcm", providers.service_account())
    folder.cli("push", "remove", "--backend", backend, "fcm")
    shown = folder.cli("push", "show", "--backend", backend)
    assert [each["for"] for each in shown] == ["apnsDevelopment", "apnsProduction"]
    folder.cli("push", "remove", "--backend", backend)
    assert folder.cli("push", "show", "--backend", backend) == []
    done = folder.run("push", "remove", "--backend", backend)
    assert (done.returncode, done.stderr) == (1, "credentials: There is no such credential.\n")
    assert "push configure" in folder.run("push", "show", "--backend", backend).stdout


def test_files_that_are_no_credential_are_named_for_what_they_are(folder, providers, backend, tmp_path):
    google = tmp_path / "google-services.json"
    google.write_text('{"project_info":{"project_id":"p"},"client":[]}')
    assert "google-services.json" in refused(folder, backend, "--fcm", google)
    key = providers.new_key()
    assert "key id" in refused(folder, backend, *with_value(key, "--key-id", "abc"))
    assert "team id" in refused(folder, backend, *with_value(key, "--team-id", "abc"))
    assert "topic" in refused(folder, backend, *key[:-2])
    account = providers.service_account()
    assert "private key" in refused(folder, backend, "--apns-key", account, *key[2:])
    missing = folder.run("push", "configure", "--backend", backend, "--fcm", tmp_path / "none")
    assert missing.returncode != 0 and str(tmp_path / "none") in missing.stderr
    foreign = json.loads(account.read_text()) | {"token_uri": "https://example.com/token"}
    google.write_text(json.dumps(foreign))
    assert "not Google's" in refused(folder, backend, "--fcm", google)


def test_a_certificate_that_ends_soon_is_warned_of_and_an_ended_one_refused(
    folder, backend, tmp_path
):
    options = ["--topic", TOPIC, "--environment", "production"]
    soon = certificate(tmp_path / "soon.pem", days=10)
    configured = configure(folder, backend, "--apns-certificate", soon, *options)
    assert "10 days" in configured["warnings"][0]
    folder.cli("push", "remove", "--backend", backend)
    ended = certificate(tmp_path / "ended.pem", days=-3)
    assert "expired" in refused(folder, backend, "--apns-certificate", ended, *options)
    other = certificate(tmp_path / "other.pem", topic="org.example.other")
    assert "topic" in refused(folder, backend, "--apns-certificate", other, *options).lower()


def test_one_credential_at_a_time_of_a_backend_that_exists(folder, providers, backend):
    account = providers.service_account()
    done = folder.run("push", "configure", "--backend", backend)
    assert done.returncode == 2 and "--fcm" in done.stderr
    both = [*providers.new_key(), "--fcm", account]
    assert folder.run("push", "configure", "--backend", backend, *both).returncode == 2
    for command in ("show", "remove", "doctor"):
        done = folder.run("push", command, "--backend", NOBODY)
        assert done.returncode == 1 and "Backend not found." in done.stderr, command
    assert folder.run("push", "configure", "--backend", NOBODY, "--fcm", account).returncode == 1


def test_the_doctor_finds_all_well(folder, providers, backend):
    configure(folder, backend, *providers.new_key())
    configure(folder, backend, "--fcm", providers.service_account())
    healthy, findings = doctor(folder, providers, backend)
    assert healthy, findings
    assert [each["for"] for each in findings] == ["apnsDevelopment", "apnsProduction", "fcm"]
    assert {each["weight"] for each in findings} == {"good"}


def test_the_doctor_says_that_nothing_is_configured(folder, providers, backend):
    healthy, findings = doctor(folder, providers, backend)
    assert not healthy and "push configure" in texts(findings)


def test_the_doctor_sees_a_key_that_apple_does_not_know(folder, providers, backend):
    configure(folder, backend, *providers.unknown_key(), "--environment", "production")
    healthy, findings = doctor(folder, providers, backend)
    assert not healthy and "InvalidProviderToken" in texts(findings)


def test_the_doctor_sees_a_wrong_topic(folder, providers, backend):
    configure(folder, backend, *providers.new_key()[:-1], "org.example.other")
    healthy, findings = doctor(folder, providers, backend)
    assert not healthy and "TopicDisallowed" in texts(findings)


def test_the_doctor_says_of_which_environment_a_token_is(folder, providers, backend):
    configure(folder, backend, *providers.new_key())
    token = secrets.token_hex(32)
    providers.apns.post("/devices", {token: {"environment": "development"}})
    healthy, findings = doctor(folder, providers, backend, "--token", token)
    assert healthy
    said = texts(findings)
    assert "token is of development" in said and "token is not of production" in said


def test_the_doctor_warns_of_two_keys_of_one_team(folder, providers, backend):
    first, second = providers.new_key(), providers.new_key()
    team = first.index("--team-id") + 1
    second[team] = first[team]
    configure(folder, backend, *first, "--environment", "production")
    configure(folder, backend, *second, "--environment", "development")
    _, findings = doctor(folder, providers, backend)
    assert "warning" in [each["weight"] for each in findings]
    assert "team" in texts(findings)


def test_the_doctor_sees_a_provider_that_cannot_be_reached(providers, start_server):
    options = providers.options()
    options[1] = "https://127.0.0.1:1"
    server = start_server(*options)
    backend = server.create_backend()["backendId"]
    configure(server, backend, *providers.new_key(), "--environment", "production")
    healthy, findings = doctor(server, providers, backend)
    assert not healthy and "cannot be reached" in texts(findings)


def test_a_lost_key_file_is_said(providers, start_server):
    server = start_server(*providers.options())
    backend = server.create_backend()["backendId"]
    configure(server, backend, *providers.new_key(), "--environment", "production")
    assert server.stop() == 0
    (server.data / "secrets.key").unlink()
    server.start()
    healthy, findings = doctor(server, providers, backend)
    assert not healthy and "secrets.key" in texts(findings)
    shown = server.cli("push", "show", "--backend", backend)
    assert shown[0]["kind"] == "unreadable"
    configure(server, backend, *providers.new_key(), "--environment", "production")
    wait_until(lambda: doctor(server, providers, backend)[0])
