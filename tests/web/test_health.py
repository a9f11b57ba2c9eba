"""What probes are told."""

from structlog.testing import capture_logs

from bot.web.app import create_web_app
from bot.web.slack_edge import SlackEdge
from tests.web.edge import SECRET, bolt_app, served


def broken() -> bool:
    message = "no route to the database"
    raise ConnectionError(message)


def test_a_process_that_answers_lives() -> None:
    """/healthz asks nothing of the outside, so a database that is away restarts nobody."""
    with served(create_web_app(None, {"database": broken})) as client:
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_ready_when_every_check_holds() -> None:
    """/readyz is 200 with every check by name."""
    with served(create_web_app(None, {"database": lambda: True, "slack": lambda: True})) as client:
        answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"database": "ok", "slack": "ok"}}


def test_not_ready_names_what_fails() -> None:
    """/readyz is 503 and says which check fails; the others are asked all the same."""
    checks = {"database": lambda: True, "slack": lambda: False, "delivery": lambda: True}
    with served(create_web_app(None, checks)) as client:
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
    assert answer.json()["checks"] == {"database": "ok", "slack": "failing", "delivery": "ok"}


def test_a_check_that_raises_fails() -> None:
    """The probe gets its answer, the log the reason, and the outside world no detail."""
    with served(create_web_app(None, {"database": broken})) as client, capture_logs() as logs:
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": "failing"})
    assert "no route" not in answer.text
    assert [entry["check"] for entry in logs] == ["database"]


def test_with_socket_mode_slack_has_no_address() -> None:
    """Without an edge there is nothing to post to; with one, only posting is allowed."""
    with served(create_web_app(None, {})) as client:
        assert client.post("/slack/events").status_code == 404
    with served(create_web_app(SlackEdge(bolt_app().dispatch, SECRET), {})) as client:
        answer = client.get("/slack/events")

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.json()["title"] == "Method Not Allowed"
