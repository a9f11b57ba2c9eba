"""What the command line says when it cannot go on, and how it ends."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest

from bot.cli import main
from bot.playground.people import LocalSlack
from bot.playground.server import PlaygroundServer

RUN = [sys.executable, "-c", "from bot.cli import main; main()", "run"]


@pytest.mark.parametrize("command", ["demo", "playground"])
def test_a_taken_port_is_told_in_one_sentence(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person reads which port is taken and what to do, not a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        monkeypatch.setattr("sys.argv", ["deploy-check", command, "--port", port])
        with pytest.raises(SystemExit) as ended:
            main()
    told = capsys.readouterr().err.replace("\n", "")
    assert ended.value.code == 1
    assert port in told
    assert "Choose another port" in told


def test_a_wrong_workspace_is_told_with_its_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever writes a workspace of their own reads what is wrong in it."""
    mine = tmp_path / "mine.yaml"
    mine.write_text("people: []", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["deploy-check", "playground", "--port", "0", "--workspace", str(mine)])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "--workspace" in told
    assert "mine.yaml" in told


def test_a_silent_database_is_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person reads what to start or correct, without a traceback and without the password."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    monkeypatch.setenv("DATABASE_URL", f"postgresql://bot:secret@127.0.0.1:{port}/none")
    monkeypatch.setattr("sys.argv", ["deploy-check", "demo", "--port", "0"])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 1
    assert "The database does not answer." in told
    assert "Traceback" not in told
    assert "secret" not in told


@contextmanager
def running(slack: PlaygroundServer, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the bot until the block ends; it is connected when the block begins."""
    environment = os.environ | {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "PORT": "0",
        "LOG_LEVEL": "WARNING",
    }
    with subprocess.Popen(RUN, env=environment, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own program
        try:
            with LocalSlack(slack.url) as people:
                people.waits_for_app(within=20)
            yield process
        finally:
            process.kill()


def test_a_running_bot_ends_soon_when_it_is_asked_to(tmp_path: Path) -> None:
    """SIGTERM ends it within three seconds, with status 0 and no complaint."""
    with PlaygroundServer() as slack, running(slack, tmp_path) as process:
        began = monotonic()
        process.terminate()
        _, complaint = process.communicate(timeout=10)
        assert (process.returncode, complaint.decode()) == (0, "")
        assert monotonic() - began < 3
