"""The server's life."""

import signal

import httpx
import pytest

from bot.web.app import create_web_app
from bot.web.server import WebServer
from tests.web.edge import served


def test_the_server_says_little_of_itself() -> None:
    """No header names the software."""
    with served(create_web_app(None, {})) as client:
        assert "server" not in client.get("/healthz").headers


def test_signals_stay_with_the_process() -> None:
    """Whoever runs the process decides what Ctrl+C does."""
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    with served(create_web_app(None, {})) as client:
        client.get("/healthz")
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_stopped_server_frees_its_port() -> None:
    """After stop nobody answers, and the port can be bound again."""
    first = WebServer(create_web_app(None, {}), "127.0.0.1", 0)
    first.start()
    first.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{first.port}/healthz")

    second = WebServer(create_web_app(None, {}), "127.0.0.1", first.port)
    second.start()
    second.stop()
    assert second.port == first.port


def test_a_taken_port_is_said_at_once() -> None:
    """Starting raises, so that the process ends with the reason instead of serving nothing."""
    with served(create_web_app(None, {})) as client, pytest.raises(OSError, match=r"[Aa]ddress"):
        WebServer(create_web_app(None, {}), "127.0.0.1", client.base_url.port or 0).start()


def test_stop_is_harmless_before_start() -> None:
    """A shutdown that comes early has nothing to wait for."""
    server = WebServer(create_web_app(None, {}), "127.0.0.1", 0)
    server.stop()
    assert server.port == 0
