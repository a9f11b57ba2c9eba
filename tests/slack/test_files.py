"""Files are read through the Web API, and described by Slack when somebody uploads one into a form."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from bot.domain.errors import Refused
from bot.domain.evidence import NAME_LIMIT, File
from bot.domain.people import WorkspaceId
from bot.slack.client import Place, SlackClient
from bot.slack.evidence_forms import read_files
from bot.usecases.ports import FileGone, FileUnread
from tests.slack.desk import CHANNEL, Desk

ACME = WorkspaceId("T0ACMEML01")
PLOT = {"id": "F1", "name": "folds.png", "size": 10, "permalink": "https://acme.slack.com/files/F1", "mode": "hosted"}


def test_a_file_is_read_to_its_end(desk: Desk) -> None:
    """The digest is that of all its bytes."""
    content = "fold, recall\n" * 50_000
    desk.deliver()
    file = desk.client.attach(Place(CHANNEL, desk.board().ts), "folds.csv", content, "The folds.")
    assert desk.client.digest_of(ACME, file) == hashlib.sha256(content.encode()).hexdigest()


def test_a_file_that_slack_does_not_know_is_gone(desk: Desk) -> None:
    """There is nothing to come back for."""
    with pytest.raises(FileGone):
        desk.client.digest_of(ACME, "F0NOWHERE")


@pytest.mark.parametrize("token", ["xoxb-wrong", "xoxb-revoked"])
def test_a_file_that_may_not_be_read_waits(desk: Desk, token: str) -> None:
    """A token or a scope can be put right; until then nothing is said of the file."""
    with pytest.raises(FileUnread):
        SlackClient(token, desk.slack.server.api_url, desk.clock).digest_of(ACME, "F0NOWHERE")


def test_slack_being_away_is_no_news_of_a_file() -> None:
    """Nobody is told that it is gone."""
    with pytest.raises(FileUnread):
        SlackClient("xoxb-none", "http://127.0.0.1:9/api/").digest_of(ACME, "F1")


def test_an_uploaded_file_is_read_from_the_form() -> None:
    """Its id, name, size and address are kept; a name that is too long keeps its beginning."""
    values = {"files": {"value": {"type": "file_input", "files": [PLOT, {**PLOT, "id": "F2", "name": "n" * 300}]}}}
    first, second = read_files(values, "files")
    assert first == File("F1", "folds.png", 10, "https://acme.slack.com/files/F1")
    assert isinstance(second, File)
    assert (len(second.name), second.name[-2:]) == (NAME_LIMIT, "n…")


@pytest.mark.parametrize("missing", ["id", "size", "permalink"])
def test_a_file_without_a_description_is_asked_for_again(missing: str) -> None:
    """Slack sends some files without details; the person is told at the field."""
    rest: dict[str, Any] = {name: value for name, value in PLOT.items() if name != missing}
    with pytest.raises(Refused, match="Please choose it again") as caught:
        read_files({"files": {"value": {"files": [rest]}}}, "files")
    assert caught.value.field == "files"
    assert read_files({"files": {"value": {"files": []}}}, "files") == ()


@pytest.mark.parametrize(("name", "kept"), [("a\0b.csv", "ab.csv"), ("cut\ud83d", "cut"), ("n" * 300, "n" * 254 + "…")])
def test_a_name_is_kept_as_far_as_it_can_be(name: str, kept: str) -> None:
    """What no database takes, and nobody sees, costs nobody their file; nor does a name that never ends."""
    values = {"files": {"value": {"files": [{**PLOT, "name": name}]}}}
    (file,) = read_files(values, "files")
    assert isinstance(file, File)
    assert file.name == kept
