"""Slack over HTTP, from the socket to a real Bolt app and back."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_bolt import Ack, App, BoltRequest, BoltResponse
from structlog.testing import capture_logs

from bot.web.app import create_web_app
from bot.web.slack_edge import BODY_LIMIT, SlackEdge
from tests.web.edge import FORM, JSON, SECRET, Slack, bolt_app, served

Seen = list[dict[str, Any]]


@pytest.fixture
def seen() -> Seen:
    """Return what the app's listeners were given."""
    return []


@pytest.fixture
def app(seen: Seen) -> App:
    app = bolt_app()

    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        seen.append(body)
        ack(text=f"you said {body['text']}", response_type="ephemeral")

    def on_click(ack: Ack, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()

    def on_event(body: dict[str, Any], request: BoltRequest) -> None:
        seen.append({**body, "headers": dict(request.headers)})

    app.command("/deploy-check")(on_command)
    app.action("yes")(on_click)
    app.event("app_uninstalled")(on_event)
    return app


@pytest.fixture
def slack(app: App) -> Iterator[Slack]:
    with served(create_web_app(SlackEdge(app.dispatch, SECRET), {})) as client:
        yield Slack(client)


@pytest.mark.parametrize("text", ["churn-model v3", "payload-ranker", "payload=x", "caf\u00e9 & \U0001f680"])
def test_a_command_is_answered(slack: Slack, text: str) -> None:
    """The listener's words come back as JSON, also when the text has the letters of a field name in it."""
    answer = slack.command(text)

    assert (answer.status_code, answer.json()["text"]) == (200, f"you said {text}")
    assert answer.headers["content-type"].startswith("application/json")


def test_a_click_is_answered(slack: Slack, seen: Seen) -> None:
    """An interaction reaches its listener as the object that Slack wrapped into a form."""
    click = {"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1"}, "actions": [{"action_id": "yes"}]}

    assert slack.interaction(click).status_code == 200
    assert seen == [click]


def test_retry_headers_reach_bolt(slack: Slack, seen: Seen) -> None:
    """A listener can tell a repeated event from a first one; other headers stay outside."""
    event = {"type": "event_callback", "team_id": "T1", "event": {"type": "app_uninstalled"}}

    slack.event(event, x_slack_retry_num="1", x_slack_retry_reason="http_timeout", x_other="no")

    assert seen[0]["headers"] == {"x-slack-retry-num": ["1"], "x-slack-retry-reason": ["http_timeout"]}


def test_bolt_decides_on_what_nobody_handles(slack: Slack) -> None:
    """The status of Bolt is passed on as it is."""
    assert slack.form({"command": "/other", "team_id": "T1"}).status_code == 404


def test_the_address_is_confirmed(slack: Slack, seen: Seen) -> None:
    """Slack's challenge is returned before Bolt is asked."""
    answer = slack.event({"type": "url_verification", "challenge": "abc"})

    assert (answer.json(), seen) == ({"challenge": "abc"}, [])


def test_a_challenge_has_to_be_signed(slack: Slack) -> None:
    """Nobody but Slack gets a challenge back."""
    answer = slack.event({"type": "url_verification", "challenge": "abc"}, x_slack_signature="v0=0")

    assert (answer.status_code, "abc" in answer.text) == (401, False)


def test_a_certificate_check_is_answered(slack: Slack, seen: Seen) -> None:
    """Slack's look at the certificate gets an empty 200, signed or not."""
    answer = slack.form({"ssl_check": "1", "token": "x"}, x_slack_signature="v0=0")

    assert (answer.status_code, answer.text, seen) == (200, "", [])


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": "v0=0"},
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0=\u00e9"},
        {"x_slack_request_timestamp": "soon"},
        {"x_slack_request_timestamp": ""},
    ],
)
def test_a_bad_signature_is_refused(slack: Slack, seen: Seen, headers: dict[str, str]) -> None:
    """Whatever is wrong with the signature, the answer is 401."""
    encoded = {name.replace("_", "-"): value.encode("latin-1") for name, value in headers.items()}
    body = b"command=%2Fdeploy-check&team_id=T1&text=x"
    request = slack.client.build_request("POST", "/slack/events", content=body, headers={"content-type": FORM})
    request.headers = httpx.Headers([*request.headers.raw, *((k.encode(), v) for k, v in encoded.items())])

    assert (slack.client.send(request).status_code, seen) == (401, [])


@pytest.mark.parametrize(("age", "status"), [(290, 200), (310, 401), (-290, 200), (-310, 401)])
def test_a_replay_is_refused(slack: Slack, age: float, status: int) -> None:
    """A signature is good for five minutes, also when clocks differ."""
    assert slack.post(b"command=%2Fdeploy-check&team_id=T1&text=x", FORM, age).status_code == status


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{not json", JSON),
        (b"{not json", FORM),
        (b"payload=%7Bx", FORM),
        (b"payload=[]", FORM),
        (b"[1]", JSON),
        (b"[" * 100_000, JSON),
        (b"", FORM),
        (b"text=\xff", FORM),
    ],
)
def test_a_malformed_body_is_refused(slack: Slack, seen: Seen, body: bytes, content_type: str) -> None:
    """What is signed and still makes no sense is 400, never 500."""
    answer = slack.post(body, content_type)

    assert (answer.status_code, seen) == (400, [])
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"{not json", b"payload=%7Bx", b"[" * 100_000])
def test_a_stranger_learns_nothing_from_a_malformed_body(slack: Slack, body: bytes) -> None:
    """The signature is looked at before the body is."""
    assert slack.post(body, JSON, x_slack_signature="v0=0").status_code == 401


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
def test_a_body_has_a_limit(slack: Slack, size: int, status: int) -> None:
    """A megabyte passes, one byte more does not."""
    body = b"command=%2Fdeploy-check&team_id=T1&text="

    assert slack.post(body + b"x" * (size - len(body)), FORM).status_code == status


def test_plain_words_stay_plain() -> None:
    """The content type is the one that Bolt says."""

    def words(_request: BoltRequest) -> BoltResponse:
        return BoltResponse(status=201, body="done")

    with served(create_web_app(SlackEdge(words, SECRET), {})) as client:
        answer = Slack(client).command("x")

    assert (answer.status_code, answer.text) == (201, "done")
    assert answer.headers["content-type"] == "text/plain;charset=utf-8"


def failing(_request: BoltRequest) -> BoltResponse:
    message = "a bug"
    raise RuntimeError(message)


def test_a_bug_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """The caller gets a reference that stands in the log beside the traceback, and no more."""
    with served(create_web_app(SlackEdge(failing, SECRET), {})) as client, capture_logs() as logs:
        answer = Slack(client).command("churn-model")

    [entry] = [entry for entry in logs if entry["log_level"] == "error"]
    assert (answer.status_code, answer.json()["reference"]) == (500, entry["reference"])
    assert entry["reference"] in answer.json()["detail"]
    assert "a bug" not in answer.text
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_bodies_are_never_logged(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    """Answered, refused or malformed: what people typed stays out of the logs, and so do the signatures."""
    with caplog.at_level(logging.INFO), capture_logs() as logs:
        slack.command("secret-model")
        slack.form({"text": "secret-model"}, x_slack_signature="v0=secret-model")
        slack.post(b"{secret-model", JSON)

    assert "secret-model" not in caplog.text + str(logs)


def test_probes_do_not_wait_for_listeners() -> None:
    """While every thread of the edge is busy, /healthz and /readyz still answer."""
    released, entered = threading.Event(), threading.Semaphore(0)

    def slow(_request: BoltRequest) -> BoltResponse:
        entered.release()
        released.wait(10)
        return BoltResponse(status=200)

    with served(create_web_app(SlackEdge(slow, SECRET), {"slack": lambda: True})) as client:
        posts = [threading.Thread(target=Slack(client).command, args=("x",)) for _ in range(32)]
        for post in posts:
            post.start()
        assert all(entered.acquire(timeout=10) for _ in posts)
        statuses = [client.get(path).status_code for path in ("/healthz", "/readyz")]
        released.set()
        for post in posts:
            post.join()

    assert statuses == [200, 200]
