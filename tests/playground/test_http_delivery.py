"""Signed HTTP delivery, against a small real receiver."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground.playground import Playground
from bot.playground.server import Options
from tests.playground.conftest import ANN, BOT, OPEN, Hand, actions, button


@dataclass
class Receiver:
    """Keeps (headers, body) of what comes, and answers url_verification by itself."""

    url: str = ""
    got: "Queue[tuple[dict[str, str], str]]" = field(default_factory=Queue)
    status: int = 200
    body: str = ""
    content_type: str = "application/json"
    proves_itself: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    released: Event = field(default_factory=Event)


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined] # set by the fixture
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        receiver.got.put(({key.lower(): value for key, value in self.headers.items()}, body))
        is_challenge = "url_verification" in body
        if not is_challenge:
            receiver.released.wait(2)
        answer = json.loads(body)["challenge"] if is_challenge and receiver.proves_itself else receiver.body
        self.send_response(200 if is_challenge else receiver.status)
        self.send_header("Content-Type", receiver.content_type)
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(BrokenPipeError):  # a test that times out has left
            self.wfile.write(answer.encode())

    def log_message(self, *_args: Any) -> None:
        """Stay silent."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(url=f"http://127.0.0.1:{server.server_address[1]}/slack/events")
    receiver.released.set()
    server.receiver = receiver  # type: ignore[attr-defined] # read by the handler
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield receiver
    receiver.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def slack(seed_file: Path, receiver: Receiver) -> Iterator[Playground]:
    with Playground(
        Options(seed=seed_file, request_url=receiver.url, ack_seconds=1, retry_waits=(0, 0, 0))
    ) as playground:
        yield playground


def test_a_command_is_a_signed_form(slack: Playground, ann: Hand, receiver: Receiver) -> None:
    """The signature fits the raw body, and each field is a form field."""
    ann.do("send", channel=OPEN, text="/check payload=é")
    (_, checked), (headers, body) = [receiver.got.get(timeout=2) for _ in range(2)]

    assert parse_qs(checked)["ssl_check"] == ["1"]

    assert SignatureVerifier(slack.server.signing_secret).is_valid_request(body, headers)
    assert abs(int(headers["x-slack-request-timestamp"]) - time.time()) < 5
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(body)["text"] == ["payload=é"]


def test_an_interaction_is_json_in_a_form(slack: Playground, ann: Hand, receiver: Receiver) -> None:
    """The one field is called payload."""
    message = slack.client().chat_postMessage(channel=OPEN, text="x", blocks=[actions(button())])["message"]
    assert ann.press(message)["ok"]
    [payload] = parse_qs(receiver.got.get(timeout=2)[1])["payload"]

    assert json.loads(payload)["type"] == "block_actions"


def test_an_event_comes_after_the_url_proved_itself(ann: Hand, receiver: Receiver) -> None:
    """url_verification goes first, once; events are JSON."""
    for _ in range(2):
        ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    bodies = [json.loads(receiver.got.get(timeout=2)[1]) for _ in range(3)]

    assert sorted(body["type"] for body in bodies) == ["event_callback", "event_callback", "url_verification"]
    assert bodies[0]["type"] == "url_verification"


def told(receiver: Receiver) -> tuple[dict[str, str], dict[str, Any]]:
    """Return the headers and the body of the next event, after url_verification."""
    headers, body = receiver.got.get(timeout=2)
    event = json.loads(body)
    return told(receiver) if event["type"] == "url_verification" else (headers, event)


def retry(headers: dict[str, str]) -> tuple[str | None, str | None]:
    return headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")


def test_an_event_comes_again_three_times(ann: Hand, receiver: Receiver) -> None:
    """Each retry says which it is and why, and carries the same event."""
    receiver.status = 500
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    deliveries = [told(receiver) for _ in range(4)]

    assert [retry(headers) for headers, _ in deliveries] == [
        (None, None),
        ("1", "http_error"),
        ("2", "http_error"),
        ("3", "http_error"),
    ]
    assert len({event["event_id"] for _, event in deliveries}) == 1


def test_a_slow_app_is_told_so(ann: Hand, receiver: Receiver) -> None:
    """The retry names the timeout, and an app that answers it is left alone."""
    receiver.released.clear()
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    told(receiver)
    headers, _ = told(receiver)
    receiver.released.set()

    assert retry(headers) == ("1", "http_timeout")


def test_an_app_may_ask_for_no_retry(slack: Playground, ann: Hand, receiver: Receiver) -> None:
    """With x-slack-no-retry an error is final; the next thing that comes is another event."""
    receiver.status, receiver.headers = 503, {"x-slack-no-retry": "1"}
    ann.do("send", channel=OPEN, text=f"<@{BOT}> first")
    first = told(receiver)[1]["event_id"]
    while slack.traffic("app_mention")[-1]["ok"] is None:
        slack.client().api_test()
    ann.do("send", channel=OPEN, text=f"<@{BOT}> second")

    assert told(receiver)[1]["event_id"] != first


def test_an_event_may_be_taken_with_any_2xx(slack: Playground, ann: Hand, receiver: Receiver) -> None:
    """For an interaction it has to be 200."""
    receiver.status = 202
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    told(receiver)
    while (entry := slack.traffic("app_mention")[-1])["ok"] is None:
        slack.client().api_test()

    assert entry["ok"]
    assert ann.do("send", channel=OPEN, text="/check")["error"] == "dispatch_failed"


def test_a_url_that_does_not_prove_itself_gets_no_events(slack: Playground, ann: Hand, receiver: Receiver) -> None:
    """Without the challenge in the answer the event stays here."""
    receiver.proves_itself = False
    ann.do("send", channel=OPEN, text=f"<@{BOT}> hello")
    receiver.got.get(timeout=2)
    while (entry := slack.traffic("app_mention")[-1])["ok"] is None:
        slack.client().api_test()

    assert entry["error"] == "dispatch_failed"
    assert receiver.got.empty()


@pytest.mark.parametrize(
    ("content_type", "body"), [("application/json", '{"text": "It is fine"}'), ("text/plain", "It is fine")]
)
def test_the_answer_to_a_command_may_be_the_message(
    slack: Playground, ann: Hand, receiver: Receiver, content_type: str, body: str
) -> None:
    """JSON and plain text are shown to the person."""
    receiver.content_type, receiver.body = content_type, body
    ann.do("send", channel=OPEN, text="/check")

    assert slack.ephemerals(OPEN, ANN)[-1]["text"] == "It is fine"


@pytest.mark.parametrize(("status", "body"), [(404, ""), (500, ""), (200, "{not json"), (200, "[]")])
def test_another_status_or_a_broken_body_is_a_failure(ann: Hand, receiver: Receiver, status: int, body: str) -> None:
    """Only 200 with nothing, an object or text is an acknowledgement."""
    receiver.status, receiver.body = status, body

    assert ann.do("send", channel=OPEN, text="/check")["error"] == "dispatch_failed"


def test_a_slow_app_times_out(ann: Hand, receiver: Receiver) -> None:
    """The limit holds for the whole answer."""
    receiver.released.clear()

    assert ann.do("send", channel=OPEN, text="/check")["error"] == "operation_timeout"


def test_nobody_at_the_url_is_a_failure(seed_file: Path, http: httpx.Client) -> None:
    """A refused connection is told at once."""
    with Playground(Options(seed=seed_file, request_url="http://127.0.0.1:9/")) as slack:
        answer = Hand(http, slack.server.url, ANN).do("send", channel=OPEN, text="/check")

    assert answer["error"] == "dispatch_failed"
