"""What the command line says when it cannot go on."""

import socket

import pytest

from bot.cli import main


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
