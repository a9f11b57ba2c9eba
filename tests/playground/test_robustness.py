"""Whatever arrives, the local Slack answers in its own words."""

import asyncio
import json
from typing import Any

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
