# SPDX-License-Identifier: Apache-2.0
"""What holds for every method of the management API. One class for each method, in the file of its
name, inherits these tests and adds what is the method's own."""

import json
from dataclasses import dataclass

import pytest
from harness.rpc import RpcError
from wire_text import KEY_REFUSED, Raw, call_text, new_address, raw_from, reply_text, wrong_data
from wrong_values import LONG_NUMBER


@dataclass
class Parameter:
    required: bool
    wrong: list  # pairs of a value and the message about it
    aliases: tuple = ()


def required(wrong, message_for_null, *aliases):
    """Null is a value here, and a wrong one."""
    return Parameter(True, [*wrong, (None, message_for_null)], aliases)


def optional(wrong, *aliases):
    return Parameter(False, wrong, aliases)


def state_of(management):
    """Everything that calls can change, as the API shows it."""
    collections = management.call("Collection.list")["items"]
    items = [
        management.call("CollectionItem.list", {"collectionName": each["_id"]})
        for each in collections
    ]
    pushes = [
        (each["queueId"], each["status"] == "cancel")
        for each in management.call("Push.list", [management.push_project])["items"]
    ]
    return collections, items, management.call("User.list"), pushes


class MethodScenario:
    """Subclasses are named Test..., and define these."""

    METHOD = ""
    #: By name, in the order of the signature.
    PARAMETERS = {}
    #: Whether a good call changes what state_of shows.
    WRITES = False

    def good(self, management):
        """Prepares a backend; returns all parameters of a call that succeeds there once."""
        raise NotImplementedError

    @pytest.fixture
    def params(self, management):
        return self.good(management)

    def test_takes_parameters_by_name(self, management, params):
        assert list(params) == list(self.PARAMETERS)
        management.call(self.METHOD, params)

    def test_takes_parameters_by_position(self, management, params):
        management.call(self.METHOD, list(params.values()))

    def test_takes_null_for_what_may_be_left_out(self, management, params):
        for name, parameter in self.PARAMETERS.items():
            if not parameter.required:
                params[name] = None
        management.call(self.METHOD, params)

    def test_needs_only_what_is_required(self, management, params):
        management.call(self.METHOD, self._required_of(params))

    def test_takes_other_spellings(self, management, params):
        for name, parameter in self.PARAMETERS.items():
            for alias in parameter.aliases:
                params[alias] = params.pop(name)
        management.call(self.METHOD, params)

    def test_refuses_each_wrong_value(self, management, params):
        cases = [
            (name, value, message)
            for name, parameter in self.PARAMETERS.items()
            for value, message in [*parameter.wrong, LONG_NUMBER]
        ]
        before = state_of(management)
        for name, value, message in cases:
            data = wrong_data(management, self.METHOD, {**params, name: value})
            assert data == {name: message}, (name, str(value)[:100])
        assert state_of(management) == before

    def test_refuses_each_missing_parameter(self, management, params):
        for name, parameter in self.PARAMETERS.items():
            if parameter.required:
                fewer = {other: value for other, value in params.items() if other != name}
                data = wrong_data(management, self.METHOD, fewer)
                assert data == {name: "This parameter is required."}

    def test_nothing_given_is_an_empty_object(self, management, params):
        expected = {
            name: "This parameter is required."
            for name, parameter in self.PARAMETERS.items()
            if parameter.required
        }
        for nothing in (None, {}, [], Raw("null")):
            if expected:
                assert wrong_data(management, self.METHOD, nothing) == expected
            else:
                assert '"result":' in reply_text(management, self.METHOD, nothing)

    def test_refuses_unknown_parameters_with_the_nearest_name(self, management, params):
        before = state_of(management)
        data = wrong_data(management, self.METHOD, {**params, "qqqqqqqq": 1})
        assert data == {"qqqqqqqq": "Unknown parameter."}
        for name in self.PARAMETERS:
            typo = name + "x"
            data = wrong_data(management, self.METHOD, {**params, typo: 1})
            assert data == {typo: f"Unknown parameter. Did you mean {name}?"}
        assert state_of(management) == before

    def test_refuses_too_many_positions(self, management, params):
        known = len(self.PARAMETERS)
        data = wrong_data(management, self.METHOD, [*params.values(), None])
        text = f"Too many parameters: {known + 1} are given, {known} are known."
        assert data == {"params": text}

    def test_tells_all_that_is_wrong_at_once(self, management, params):
        first = {name: each.wrong[0] for name, each in self.PARAMETERS.items() if each.wrong}
        expected = {name: message for name, (_, message) in first.items()}
        wrong = {name: value for name, (value, _) in first.items()}
        if wrong:
            assert wrong_data(management, self.METHOD, list(wrong.values())) == expected
        data = wrong_data(management, self.METHOD, {**wrong, "qqqqqqqq": 1})
        assert data == {**expected, "qqqqqqqq": "Unknown parameter."}

    def test_refuses_a_parameter_given_twice(self, management, params):
        for name in params:
            given = json.dumps(params)[1:-1]
            again = f'{{{given},{json.dumps(name)}:{json.dumps(params[name])}}}'
            reply = json.loads(reply_text(management, self.METHOD, Raw(again)))
            assert (reply["error"]["code"], reply["id"]) == (-32700, None)
        for name, parameter in self.PARAMETERS.items():
            for alias in parameter.aliases:
                data = wrong_data(management, self.METHOD, {**params, alias: params[name]})
                assert data == {name: f"Given twice: as {name} and as {alias}."}

    def test_stands_in_a_batch(self, management, params):
        results = management.batch(
            [(self.METHOD, {"qqqqqqqq": 1}), (self.METHOD, params), ("Collection.list", {})]
        )
        assert isinstance(results[0], RpcError) and results[0].code == -32602
        assert not isinstance(results[1], RpcError), results[1]
        assert not isinstance(results[2], RpcError), results[2]

    def test_a_notification_has_no_answer(self, management, params):
        before = state_of(management)
        management.notify(self.METHOD, {"qqqqqqqq": 1})
        assert state_of(management) == before
        management.notify(self.METHOD, params)
        assert (state_of(management) != before) == self.WRITES

    def test_is_not_for_everyone(self, management, params):
        before = state_of(management)
        address = new_address()
        for key in ("", "x", "0" * 64, management.key[:-1], management.key + "0"):
            status, _, body = raw_from(management, address, call_text(self.METHOD, params), key)
            assert (status, body) == (401, KEY_REFUSED), key
        assert state_of(management) == before

    def _required_of(self, params):
        return {name: params[name] for name, each in self.PARAMETERS.items() if each.required}
