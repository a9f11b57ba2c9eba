"""Each error that Slack documents and a bot can meet, met through slack_sdk; and a list that leaves none out."""

import importlib
from dataclasses import replace

import httpx
import pytest
from slack_sdk import WebClient

from bot.playground.methods import METHODS
from bot.playground.playground import Playground
from tests.playground.conftest import ANN, Clock
from tests.playground.documented_errors import (
    CANNOT_HAPPEN,
    CANNOT_HAPPEN_HERE,
    DECIDED,
    EVERYWHERE,
    HELD_ELSEWHERE,
    OWN,
)
from tests.playground.error_cases import CASES, HOME, Arguments, Stage, each_case, refused

FORM = "application/x-www-form-urlencoded"
# What the reference does not list for a method, though Slack was seen to say it there or says something like it.
SEEN = {
    "cannot_dm_bot",
    "invalid_arguments",
    "invalid_attachments",
    "msg_blocks_too_long",
    "msg_too_long",
    "as_user_not_supported",
    "not_in_channel",
    "user_disabled",
    "user_not_found",
    "user_not_visible",
}
# Every call passes one door, so that these are tried with each method in the tests named here.
AT_THE_DOOR = {
    "invalid_arg_name": "test_a_malformed_call_is_told_what_is_wrong",
    "invalid_array_arg": "test_a_malformed_call_is_told_what_is_wrong",
    "invalid_auth": "test_every_method_asks_for_its_token",
    "invalid_charset": "test_a_malformed_call_is_told_what_is_wrong",
    "invalid_form_data": "test_a_malformed_call_is_told_what_is_wrong",
    "invalid_post_type": "test_a_malformed_call_is_told_what_is_wrong",
    "messages_tab_disabled": "test_tabs_that_the_app_does_not_have",
    "missing_post_type": "test_a_malformed_call_is_told_what_is_wrong",
    "missing_scope": "test_a_missing_scope_is_named",
    "not_allowed_token_type": "test_every_method_asks_for_its_token",
    "not_authed": "test_every_method_asks_for_its_token",
    "not_enabled": "test_tabs_that_the_app_does_not_have",
    "unknown_method": "test_a_method_that_is_not_there_is_unknown",
}


@pytest.fixture
def stage(slack: Playground, clock: Clock) -> Stage:
    return Stage(slack, clock)


@pytest.mark.parametrize(
    ("method", "code", "arguments"), each_case(), ids=[f"{method}-{code}" for method, code, _ in each_case()]
)
def test_a_wrong_call_gets_slacks_code(stage: Stage, method: str, code: str, arguments: Arguments) -> None:
    """Each cause has the code that Slack documents for it."""
    given = arguments if isinstance(arguments, dict) else arguments(stage)

    assert refused(stage.client, method, **given)["error"] == code


@pytest.mark.parametrize(
    ("subject", "code"),
    [("*", code) for code in EVERYWHERE if code in DECIDED]
    + [(method, code) for method, codes in OWN.items() for code in codes if code in DECIDED],
)
def test_a_decision_holds_until_it_is_lifted(slack: Playground, subject: str, code: str) -> None:
    """A revoked token, a policy or a plan refuses just the methods that it is about."""
    client = slack.client()
    method = "auth.test" if subject == "*" else subject

    slack.forbid(subject, code)
    answer = refused(client, method)
    slack.allow(subject)

    assert answer["error"] == code
    assert client.auth_test()["ok"]


def test_every_method_asks_for_its_token(slack: Playground) -> None:
    """No token, a foreign one, and one of the wrong kind are told apart, by every method."""
    url = slack.server.api_url
    for method in [*METHODS, "apps.connections.open"]:
        other = slack.server.bot_token if method == "apps.connections.open" else slack.server.app_token
        tokens = {"not_authed": None, "invalid_auth": "xoxb-1", "not_allowed_token_type": other}
        answers = {code: refused(WebClient(token, base_url=url), method)["error"] for code, token in tokens.items()}

        assert answers == {code: code for code in tokens}, method


@pytest.mark.parametrize("method", [name for name, method in METHODS.items() if method.scopes])
def test_a_missing_scope_is_named(slack: Playground, method: str) -> None:
    """The refusal says which scopes would help and which there are."""
    granted = slack.server.workspace.access.scopes
    taken = granted.intersection(METHODS[method].scopes)
    for scope in taken:
        slack.withdraw(scope)
    answer = refused(slack.client(), method)
    for scope in taken:
        slack.grant(scope)

    assert answer["error"] == "missing_scope"
    assert answer["needed"] == ",".join(METHODS[method].scopes)
    assert set(answer["provided"].split(",")) == granted - taken


def test_each_kind_of_channel_has_its_own_scope(slack: Playground) -> None:
    """To read in public channels gives no right to read direct messages."""
    client = slack.client()
    direct = client.conversations_open(users=ANN)["channel"]["id"]
    slack.withdraw("im:history")
    answer = refused(client, "conversations.history", channel=direct)
    slack.grant("im:history")

    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:history")
    assert client.conversations_history(channel=direct)["ok"]


@pytest.mark.parametrize(
    ("code", "content_type", "body"),
    [
        ("invalid_arg_name", FORM, b"chan-nel=C1"),
        ("invalid_array_arg", FORM, b"channel[]=C1"),
        ("invalid_charset", FORM, b"channel=\xff"),
        ("invalid_charset", "application/json; charset=klingon", b"{}"),
        ("invalid_form_data", FORM, b"channel"),
        ("invalid_json", "application/json", b"{not json"),
        ("invalid_post_type", "text/plain", b"x"),
        ("json_not_object", "application/json", b"[]"),
        ("missing_post_type", "", b"x"),
    ],
)
def test_a_malformed_call_is_told_what_is_wrong(
    http: httpx.Client, slack: Playground, code: str, content_type: str, body: bytes
) -> None:
    """What Slack cannot read gets HTTP 200 with an error; slack_sdk cannot send such things."""
    headers = {"Authorization": f"Bearer {slack.server.bot_token}", "Content-Type": content_type}
    answer = http.post(f"{slack.server.api_url}chat.postMessage", content=body, headers=headers)

    assert (answer.status_code, answer.json()["error"]) == (200, code)


def test_a_token_in_json_or_an_address_is_not_read(http: httpx.Client, slack: Playground) -> None:
    """Slack takes a token from the header or a form; addresses end up in logs."""
    json = {"token": slack.server.bot_token}

    assert http.post(f"{slack.server.api_url}auth.test", json=json).json()["error"] == "not_authed"
    assert http.get(f"{slack.server.api_url}auth.test", params=json).json()["error"] == "not_authed"
    assert http.post(f"{slack.server.api_url}auth.test", data=json).json()["ok"]


def test_a_method_that_is_not_there_is_unknown(slack: Playground) -> None:
    """Only what the bot needs is here; the rest is refused loudly."""
    assert refused(slack.client(), "blocks.validate")["error"] == "unknown_method"


def test_tabs_that_the_app_does_not_have(slack: Playground) -> None:
    """Without a Home tab nothing can be published, without a Messages tab nobody written to."""
    workspace, client = slack.server.workspace, slack.client()
    tabs = workspace.bot
    workspace.bot = replace(tabs, has_home=False, has_messages=False)
    published = refused(client, "views.publish", user_id=ANN, view=HOME)["error"]
    written = refused(client, "chat.postMessage", channel=ANN, text="x")["error"]
    workspace.bot = tabs

    assert (published, written) == ("not_enabled", "messages_tab_disabled")


def test_a_charset_is_remarked_on(http: httpx.Client, slack: Playground) -> None:
    """Slack warns of JSON without a charset and of a form with one, and answers all the same."""
    url, token = f"{slack.server.api_url}auth.test", f"Bearer {slack.server.bot_token}"
    answers = [
        http.post(url, content=content, headers={"Authorization": token, "Content-Type": kind}).json()
        for kind, content in (("application/json", b"{}"), (f"{FORM}; charset=utf-8", b"a_b="))
    ]

    assert answers[0]["response_metadata"]["warnings"] == ["missing_charset"]
    assert answers[1]["ok"] is False
    assert slack.client().auth_test().get("warning") is None


@pytest.mark.parametrize("method", OWN)
def test_no_documented_error_is_left_out(method: str) -> None:
    """Each has a case, a decision, a test here or elsewhere, or the reason why it never happens: exactly one."""
    ways: dict[str, set[str]] = {
        "case": {*CASES.get(method, {})},
        "decided": {*DECIDED},
        "door": {*AT_THE_DOOR},
        "elsewhere": {*HELD_ELSEWHERE},
        "never": {code for code in CANNOT_HAPPEN if code not in CASES.get(method, {})}
        | {code for where, code in CANNOT_HAPPEN_HERE if where == method},
    }
    held = {code: [way for way, codes in ways.items() if code in codes] for code in [*OWN[method], *EVERYWHERE]}

    assert {code: found for code, found in held.items() if len(found) != 1 and found != ["case", "door"]} == {}
    assert ways["case"] - {*OWN[method], *EVERYWHERE} <= SEEN


def test_the_table_knows_every_method_and_no_other() -> None:
    """A new method brings its errors along, and what is proven names a test that exists."""
    assert {*OWN} == {*METHODS, "apps.connections.open"}
    assert {*CASES} <= {*METHODS}
    assert {*AT_THE_DOOR.values()} <= {*globals()}
    for module, _, test in (held.partition("::") for held in HELD_ELSEWHERE.values()):
        assert callable(getattr(importlib.import_module(module), test))
    assert {where for where, _ in CANNOT_HAPPEN_HERE} <= {*OWN}
    documented = {*EVERYWHERE}.union(*OWN.values())
    assert {*DECIDED, *CANNOT_HAPPEN} <= documented
