"""Whatever arrives, the local Slack answers in its own words."""

import asyncio
import json
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.methods import METHODS
from bot.playground.playground import Playground
from bot.playground.web_api import Call
from tests.playground.conftest import ANN, OPEN, Hand, actions, button

SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.text(max_size=5) | st.sampled_from([OPEN, ANN, "1.2"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "blocks", "elements", "id", "title"]), inner, max_size=3)
    ),
    max_leaves=8,
)
FAST = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FAST
@given(st.sampled_from(sorted(METHODS)), st.data())
def test_no_argument_breaks_a_method(slack: Playground, method: str, data: st.DataObject) -> None:
    """Every combination of arguments gets an answer, right or refused."""
    takes = METHODS[method].takes
    names = sorted({*takes.required, *takes.optional})
    arguments = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, ANYTHING)))
    call = Call(method, "", "application/json", f"Bearer {slack.server.bot_token}", json.dumps(arguments).encode())

    assert "ok" in asyncio.run(slack.server.web_api.call(call)).body


@pytest.mark.parametrize(
    "broken", ['"\\ud83d"', '{"a": NaN}', "[" * 100_000 + "]" * 100_000], ids=["half", "nan", "deep"]
)
@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/x-www-form-urlencoded"])
def test_what_only_python_calls_json_is_refused(
    http: httpx.Client, slack: Playground, ann: Hand, broken: str, kind: str
) -> None:
    """Stored, it could never be sent again, and nobody would see the channel any more."""
    payload = f'{{"event_type": "e", "event_payload": {broken}}}'
    body = f'{{"channel": "{OPEN}", "text": "x", "metadata": {payload}}}'
    form = urlencode({"channel": OPEN, "text": "x", "metadata": payload})
    headers = {"Authorization": f"Bearer {slack.server.bot_token}", "Content-Type": kind}
    url = f"{slack.server.api_url}chat.postMessage"
    answer = http.post(url, content=body if "json" in kind else form, headers=headers).json()

    assert answer["error"] == ("invalid_json" if "json" in kind else "invalid_metadata_format")
    assert ann.see("messages", channel=OPEN)["ok"]


def test_half_a_character_of_a_person_is_refused(http: httpx.Client, slack: Playground, ann: Hand) -> None:
    """A page that cuts an emoji in two is told so, and the channel stays readable."""
    body = f'{{"as": "{ANN}", "channel": "{OPEN}", "text": "\\ud83d"}}'
    headers = {"Content-Type": "application/json"}

    assert http.post(f"{slack.server.url}page/send", content=body, headers=headers).json()["error"] == "invalid_input"
    assert ann.see("messages", channel=OPEN)["ok"]


@FAST
@given(st.sampled_from(["send", "edit", "remove", "action", "submit", "close", "shortcut", "mark"]), st.data())
def test_no_body_breaks_the_page_api(ann: Hand, call: str, data: st.DataObject) -> None:
    """A page that sends nonsense reads a refusal, never that something broke."""
    keys = ["channel", "text", "ts", "thread_ts", "container", "block_id", "action_id", "input", "values", "view_id"]
    body: dict[str, Any] = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(keys, ANYTHING)))

    assert ann.do(call, **body).get("error") != "internal_error"


@FAST
@given(given_input=ANYTHING, values=ANYTHING)
def test_no_input_breaks_an_element(slack: Playground, ann: Hand, given_input: Any, values: Any) -> None:
    """What is put into elements may be anything."""
    options = [{"text": {"type": "plain_text", "text": "A"}, "value": "a"}]
    select = {"type": "static_select", "action_id": "pick", "options": options}
    blocks = [actions(button(), select)]
    message = slack.client().chat_postMessage(channel=OPEN, text="x", blocks=blocks)["message"]
    answer = ann.press(message, "pick", selected_option=given_input, values=values)

    assert given_input is None or answer["error"] == "invalid_input"
