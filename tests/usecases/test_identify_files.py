"""The clock looks into files that were brought as evidence, until each is known or gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.checklist import QuestionKey
from bot.domain.deployment import DeploymentId
from bot.domain.evidence import Fate, File
from bot.domain.people import WorkspaceId
from bot.usecases.decide import cancel
from bot.usecases.evidence import Exchange, exchange_evidence
from bot.usecases.identify_files import AT_ONCE, identify_files
from bot.usecases.ports import FileGone, FileUnread, Ports
from tests.stories import USE
from tests.usecases.conftest import World
from tests.usecases.test_scope import opened

FAIR = QuestionKey("use.fair")
PLOT = File("F1", "folds.png", 10, "https://acme.slack.com/files/F1")


def bringing(ports: Ports, world: World, *files: File) -> DeploymentId:
    deployment = opened(ports, world)
    exchange_evidence(ports, world.request(), Exchange(deployment.id, USE, FAIR, files))
    return deployment.id


def files(ports: Ports, deployment: DeploymentId) -> list[File]:
    with ports.work.reading() as tx:
        pieces = tx.deployments.get(deployment).section(USE).evidence[FAIR]
    return [piece.item for piece in pieces if isinstance(piece.item, File)]


def reading(ports: Ports, read: Callable[[str], str]) -> Ports:
    def digest_of(_workspace: WorkspaceId, file: str) -> str:
        return read(file)

    return replace(ports, digest_of=digest_of)


def failing(error: Exception) -> Callable[[str], str]:
    def fail(_file: str) -> str:
        raise error

    return fail


def test_each_file_is_read_once(ports: Ports, world: World) -> None:
    """From then on its digest stands there, and the next tick finds nothing to do."""
    asked: list[str] = []

    def read(file: str) -> str:
        asked.append(file)
        return f"digest of {file}"

    ports = reading(ports, read)
    deployment = bringing(ports, world, PLOT, replace(PLOT, id="F2"))
    assert identify_files(ports) == 2
    assert identify_files(ports) == 0
    assert sorted(asked) == ["F1", "F2"]
    assert [file.digest for file in files(ports, deployment)] == ["digest of F1", "digest of F2"]


def test_a_file_that_is_gone_is_not_asked_for_again(ports: Ports, world: World) -> None:
    """It is shown as deleted."""
    ports = reading(ports, failing(FileGone("F1")))
    deployment = bringing(ports, world, PLOT)
    assert identify_files(ports) == 1
    assert identify_files(ports) == 0
    assert [file.fate for file in files(ports, deployment)] == [Fate.DELETED]


def test_what_cannot_be_read_now_is_tried_again(ports: Ports, world: World) -> None:
    """A Slack that is down, or a scope that is missing, costs nothing but time."""
    deployment = bringing(ports, world, PLOT)
    assert identify_files(reading(ports, failing(FileUnread("missing_scope")))) == 0
    assert identify_files(reading(ports, lambda file: file)) == 1
    assert [file.digest for file in files(ports, deployment)] == ["F1"]


def test_files_that_can_never_be_read_keep_no_other_waiting(ports: Ports, world: World) -> None:
    """However many there are, and whether they came before or after it."""
    locked = [File(f"L{number}", "locked.png", 10, "https://acme.slack.com/files/L") for number in range(2 * AT_ONCE)]
    deployment = bringing(ports, world, *locked[:AT_ONCE], PLOT, *locked[AT_ONCE:])

    def read(file: str) -> str:
        if file != PLOT.id:
            raise FileUnread(file)
        return "known"

    patient = reading(ports, read)
    assert any(identify_files(patient) for _ in range(100))
    assert [file.id for file in files(ports, deployment) if file.digest] == [PLOT.id]


def test_files_of_a_closed_deployment_are_left_alone(ports: Ports, world: World) -> None:
    """What was closed stays as it was closed."""
    deployment = bringing(ports, world, PLOT)
    cancel(ports, world.request(), deployment, reason="Enough.")
    assert identify_files(reading(ports, lambda file: file)) == 0
    assert [file.digest for file in files(ports, deployment)] == [""]


def test_nothing_is_read_without_a_slack(ports: Ports, world: World) -> None:
    """Where nobody gave a way to read files, they wait."""
    bringing(ports, world, PLOT)
    with pytest.raises(FileUnread):
        ports.digest_of(WorkspaceId("T1"), "F1")
    assert identify_files(ports) == 0
