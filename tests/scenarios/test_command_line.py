# SPDX-License-Identifier: Apache-2.0
"""Settings by option, variable and file; exit codes; what is refused, by name."""

import json
import re
import signal
import subprocess

import pytest
from harness.ports import Port
from harness.server import Server, binary
from scenes import wait_until


@pytest.fixture
def folder():
    """A server that is not started; commands run on its data."""
    server = Server()
    yield server
    server.close()


def run(*arguments, environment=None, folder=None):
    """Exit code, standard output, standard error."""
    server = folder or Server(environment=environment)
    done = server.run(*arguments, data=folder is not None)
    if folder is None:
        server.close()
    return done


@pytest.mark.parametrize(
    "arguments",
    [
        *([], ["serve"], ["backend"], ["key"], ["openrpc"], ["version"]),
        *(["backend", each] for each in ("create", "list", "rename", "delete", "set", "get")),
        *(["key", each] for each in ("create", "list", "revoke")),
    ],
    ids=" ".join,
)
def test_everything_has_help(arguments):
    done = run(*arguments, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: hako" in done.stdout and "--help" in done.stdout


def test_version():
    text = run("version").stdout
    assert re.search(r"\d+\.\d+\.\d+", text)
    assert re.search(r"\d+\.\d+\.\d+", run("--version").stdout)
    assert json.loads(run("version", "--json").stdout)["version"] in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["serve", "--listn", "x"], "Unknown option '--listn'. Did you mean --listen?"),
        (["serve", "--data"], "--data"),
        (["serve", "--listen", "nonsense"], "--listen: 'nonsense' is not HOST:PORT"),
        (["serve", "--listen", "127.0.0.1:65536"], "--listen: '127.0.0.1:65536'"),
        (["serve", "--listen", "::1:80"], "--listen: '::1:80'"),
        (["serve", "--listen", "example.com:80"], "--listen: 'example.com:80'"),
        (["serve", "--trusted-proxy", "0.0.0.0/0"], "--trusted-proxy: '0.0.0.0/0'"),
        (["serve", "--trusted-proxy", "10.0.0.1/8"], "--trusted-proxy: '10.0.0.1/8'"),
        (["serve", "--connections-max", "0"], "--connections-max: '0'"),
        (["serve", "--connections-max", "ten"], "--connections-max: 'ten'"),
        (["serve", "--log-level", "loud"], "--log-level: 'loud'"),
        (["serve", "--log-format", "xml"], "--log-format: 'xml'"),
        (["serve", "--log-requests", "yes"], "--log-requests: 'yes'"),
        (["serve", "--io-threads", "0"], "--io-threads: '0'"),
        (["serve", "--config", "/nowhere/hako.toml"], "/nowhere/hako.toml"),
        (["serv"], "Unknown command 'serv'. Did you mean serve?"),
        (["backend", "creat"], "Unknown command 'creat'. Did you mean create?"),
        (["backend", "create"], "NAME is required"),
        (["backend", "create", "a", "b"], "Unknown argument 'b'."),
        (["backend", "get", "xyz"], "'xyz' is not a backend's id"),
        (["backend", "set", "0" * 24, "x"], "'x' is not NAME=VALUE."),
        (["key", "create"], "--backend is required"),
        (["key", "create", "--backnd", "x"], "Unknown option '--backnd'. Did you mean --backend?"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_command_lines_are_refused_by_name(arguments, sentence):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert done.stderr.startswith("hako") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"HAKO_LISTN": "127.0.0.1:1"}, "HAKO_LISTN"),
        ({"HAKO_LISTN": "127.0.0.1:1"}, "Did you mean HAKO_LISTEN?"),
        ({"HAKO_LOG_LEVEL": "loud"}, "HAKO_LOG_LEVEL: 'loud'"),
        ({"HAKO_NOTHING_LIKE_IT_AT_ALL": "1"}, "HAKO_NOTHING_LIKE_IT_AT_ALL"),
    ],
)
def test_wrong_variables_are_refused_by_name(environment, sentence):
    for arguments in (["serve"], ["backend", "list"]):
        done = run(*arguments, environment=environment)
        assert (done.returncode, done.stdout) == (2, "")
        assert sentence in done.stderr


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('listn = "127.0.0.1:1"', "listn"),
        ('listn = "127.0.0.1:1"', "Did you mean listen?"),
        ('log-level = "loud"', "log-level"),
        ("connections-max = -1", "connections-max"),
        ('connections-max = "x"', "connections-max"),
        ("[table]\na = 1", "table"),
        ("listen = [", ""),
        ("log-requests = 5", "log-requests"),
    ],
)
def test_wrong_files_are_refused_by_name(folder, text, sentence):
    path = folder.folder / "hako.toml"
    path.write_text(text)
    done = run("serve", "--config", path, folder=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr and str(path) in done.stderr


def test_an_option_is_stronger_than_a_variable_and_that_than_the_file(folder):
    ports = [Port() for _ in range(3)]
    of_option, of_variable, of_file = (f"127.0.0.1:{port.number}" for port in ports)
    path = folder.folder / "hako.toml"
    path.write_text(f'listen = ["{of_file}"]\nlog-requests = "off"\nlog-format = "json"\n')

    def addresses(options, environment):
        log = folder.folder / "own.log"
        command = [binary(), "serve", "--data", folder.data, "--config", path, *options]
        with open(log, "wb") as out:
            process = subprocess.Popen(command, stderr=out, stdout=out, env=environment)
        try:
            wait_until(lambda: b'"listening"' in log.read_bytes() or process.poll() is not None)
            lines = [json.loads(line) for line in log.read_text().splitlines()]
        finally:
            process.terminate()
            assert process.wait(timeout=15) == 0
        heard = [line for line in lines if line["event"] == "listening"]
        return [f'{each["address"]}:{each["port"]}' for each in heard]

    assert addresses([], {}) == [of_file]
    assert addresses([], {"HAKO_LISTEN": of_variable}) == [of_variable]
    assert addresses(["--listen", of_option], {"HAKO_LISTEN": of_variable}) == [of_option]
    for port in ports:
        port.release()


def test_a_second_server_on_a_folder_ends_with_3(server):
    with_port = Port()
    done = server.run("serve", "--listen", f"127.0.0.1:{with_port.number}")
    with_port.release()
    assert done.returncode == 3
    assert f"the data folder {server.data} is in use by another hako" in done.stderr
    assert server.health() == 200
    assert server.create_backend()["name"] == "Test"


def test_an_address_that_is_taken_ends_with_4(server, folder):
    done = run("serve", "--listen", f"127.0.0.1:{server.port}", folder=folder)
    assert done.returncode == 4
    assert f"127.0.0.1:{server.port}" in done.stderr
    assert server.health() == 200


def test_a_folder_that_cannot_be_used_ends_with_3(folder):
    place = folder.folder / "a-file"
    place.write_text("x")
    for path in (place, place / "below"):
        done = run("serve", "--data", path)
        assert done.returncode == 3
        assert str(path) in done.stderr
    folder.data.mkdir()
    (folder.data / "hako.db").write_bytes(b"this is no database at all" * 100)
    done = run("backend", "list", folder=folder)
    assert done.returncode == 3 and str(folder.data) in done.stderr


def test_commands_do_not_start_a_folder_by_a_typing_error(folder):
    done = run("backend", "list", folder=folder)
    assert done.returncode in (0, 3)
    assert run("backend", "get", "0" * 24, folder=folder).returncode in (1, 3)


def test_sigint_ends_the_server_too(server):
    server.process.send_signal(signal.SIGINT)
    assert server.wait_end() == 0
