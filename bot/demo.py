"""The demo: a local Slack and the real bot, connected like any bot to any Slack."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.panel import Panel

from bot.bootstrap import Bot, configure_logging
from bot.playground.server import Options, PlaygroundServer
from bot.playground.tour import take_tour
from bot.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """Where the local Slack listens (0 picks a port), how it calls the bot, and where the bot keeps its rows.

    Without a database URL a SQLite file lives as long as the demo, like the local Slack itself. `latency` is added
    to every call of the Web API, in seconds. A `pace` of 5 makes a minute of Slack's limits 12 seconds long, for the
    local Slack and for the bot: what takes Slack's patience without being about it is seen sooner. `checklists` is the
    folder of CHECKLISTS_FOLDER, which the environment may name as well.
    """

    port: int
    over_http: bool = False
    database_url: str = ""
    latency: float = 0.0
    pace: float = 1.0
    checklists: Path | None = None


@contextmanager
def running_demo(options: DemoOptions, folder: Path) -> Iterator[PlaygroundServer]:
    """Run the local Slack and the bot until the block ends."""
    bot_port = _free_port()
    request_url = f"http://127.0.0.1:{bot_port}/slack/events" if options.over_http else None
    local = Options(port=options.port, latency=options.latency, request_url=request_url, rate_scale=options.pace)
    with PlaygroundServer(local) as slack:
        bot = Bot(_settings(slack, options, bot_port, folder), pace=options.pace)
        bot.start()
        try:
            yield slack
        finally:
            bot.stop()


def run_demo(options: DemoOptions, console: Console, *, tour: bool, stopped: threading.Event) -> int:
    """Run the demo until it is stopped, or the tour until it ends; return the exit status."""
    configure_logging("WARNING", "text")
    folder = tempfile.TemporaryDirectory(prefix="deploy-check-", ignore_cleanup_errors=True)
    with folder as path, running_demo(options, Path(path)) as slack:
        if tour:
            return take_tour(slack.url, console)
        console.print(_welcome(slack.url))
        stopped.wait()
    return 0


def _settings(slack: PlaygroundServer, options: DemoOptions, bot_port: int, folder: Path) -> Settings:
    given: dict[str, object] = {
        "slack_bot_token": slack.bot_token,
        "slack_api_url": slack.api_url,
        "database_url": options.database_url or f"sqlite:///{folder / 'demo.db'}",
        "host": "127.0.0.1",
        "port": bot_port,
        "slack_app_token": None if options.over_http else slack.app_token,
        "slack_signing_secret": slack.signing_secret,
    }
    if options.checklists is not None:
        given["checklists_folder"] = options.checklists
    return read_settings(**given)


def _welcome(url: str) -> Panel:
    lines = (
        f"A local Slack is ready: [bold]{url}[/bold]",
        "",
        "Open it, go to #ml-deployments and type  [bold]/deploy-check churn-model v3[/bold]",
        "Switch between people with the menu at the top left.",
        "Ctrl-C ends it; nothing is kept.",
    )
    return Panel("\n".join(lines), title="deploy-check demo", expand=False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
