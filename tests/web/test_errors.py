"""Which status and document an error becomes."""

import pytest
from starlette.requests import ClientDisconnect

from bot.domain.errors import (
    AlreadyOpen,
    AnswersMissing,
    ChangedMeanwhile,
    CheckError,
    NotAllowed,
    NotFound,
    ReasonMissing,
    Repeated,
)
from bot.web.app import create_web_app
from tests.web.edge import served


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("No such model."), 404, "not_found"),
        (NotAllowed("You cannot."), 403, "not_allowed"),
        (ReasonMissing("Say why."), 422, "reason_missing"),
        (AlreadyOpen("It is open.", deployment_id="d1"), 409, "already_open"),
        (ChangedMeanwhile(), 409, "changed_meanwhile"),
        (AnswersMissing([]), 409, "answers_missing"),
        (Repeated(), 409, "repeated"),
        (CheckError("Something else."), 400, "check_error"),
    ],
)
def test_an_error_for_people_is_a_problem_document(error: CheckError, status: int, code: str) -> None:
    """The nearest class of the family decides on the status; the sentence and the code come along."""
    app = create_web_app(None, {})

    @app.get("/broken")
    def broken() -> None:
        raise error

    with served(app) as client:
        answer = client.get("/broken")

    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)
    assert answer.json()["detail"] == str(error)


def test_what_is_not_there_is_a_problem_document() -> None:
    """Refusals of the framework look like our own."""
    with served(create_web_app(None, {})) as client:
        answer = client.get("/nowhere")

    assert answer.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not Found"}


def test_a_caller_who_leaves_is_no_bug() -> None:
    """Nothing is logged as an error when the connection ends before the request does."""
    app = create_web_app(None, {})

    @app.get("/left")
    async def left() -> None:
        raise ClientDisconnect

    with served(app) as client:
        answer = client.get("/left")

    assert "reference" not in answer.text
