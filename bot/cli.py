"""deploy-check on the command line: parse, call, print."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import cli_history, cli_reminders
from bot.bootstrap import Bot, configure_logging
from bot.cli_postings import postings
from bot.demo import DemoOptions, run_demo
from bot.domain.errors import CheckError
from bot.playground.seed import SeedRefused
from bot.playground.server import Options, PlaygroundServer
from bot.settings import read_settings
from bot.slack.manifest import manifest as app_manifest

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(highlight=False)
complain = Console(stderr=True, highlight=False)

PLAYGROUND_PORT = 8765

app.command()(cli_history.history)
app.command()(cli_reminders.reminders)
app.add_typer(cli_history.audits, name="audit")
app.add_typer(postings, name="postings")


def main() -> None:
    """Run the command line; what a person can mend is told in one sentence and ends with 1."""
    try:
        app()
    except CheckError as error:
        complain.print(str(error), markup=False)
        raise SystemExit(1) from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        complain.print(f"{error.strerror}. Choose another port: PORT for run, --port for the others.", markup=False)
        raise SystemExit(1) from None


def _print_version(value: bool) -> None:
    if value:
        console.print(f"deploy-check {version('deploy-check')}")
        raise typer.Exit


@app.callback()
def deploy_check(
    _version: Annotated[  # noqa: FBT002 - typer makes it an option
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take machine-learning models through their deployment checklist, in Slack."""


@app.command()
def run() -> None:
    """Run the bot, as the environment says: SLACK_BOT_TOKEN with SLACK_APP_TOKEN or SLACK_SIGNING_SECRET."""
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    bot = Bot(settings)
    stopped = _on_stop_signals()
    bot.start()
    stopped.wait()
    bot.stop()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the local Slack listens, on 127.0.0.1.")] = PLAYGROUND_PORT,
    tour: Annotated[bool, typer.Option("--tour", help="Play the whole story by itself, then end.")] = False,  # noqa: FBT002 - typer
    http: Annotated[bool, typer.Option("--http", help="Call the bot over HTTP instead of Socket Mode.")] = False,  # noqa: FBT002 - typer
) -> None:
    """Try everything in a local Slack: no account, nothing to install. Uses DATABASE_URL when it is set."""
    options = DemoOptions(port=0 if tour else port, over_http=http, database_url=os.environ.get("DATABASE_URL", ""))
    raise typer.Exit(run_demo(options, console, tour=tour, stopped=_on_stop_signals()))


@app.command()
def playground(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = PLAYGROUND_PORT,
    request_url: Annotated[
        str, typer.Option(help="Call the app over HTTP at this address instead of Socket Mode.")
    ] = "",
    workspace: Annotated[
        Path | None, typer.Option(help="YAML file with people, channels and the app; see templates/playground.")
    ] = None,
    rate_scale: Annotated[
        float, typer.Option(min=0, help="How many times as fast as Slack's limits an app may call; 0 for no limits.")
    ] = 1.0,
) -> None:
    """Run the local Slack alone, for `deploy-check run` or any other Bolt app."""
    options = Options(port=port, request_url=request_url or None, seed=workspace, rate_scale=rate_scale)
    try:
        server = PlaygroundServer(options)
    except SeedRefused as refused:
        raise typer.BadParameter(str(refused), param_hint="--workspace") from refused
    with server as slack:
        console.print(f"A local Slack runs at {slack.url}\nAttach an app with these variables:\n")
        for line in _environment(slack, over_http=bool(request_url)):
            console.print(f"  export {line}", markup=False, soft_wrap=True)
        console.print("\nPress Ctrl-C to stop.")
        _on_stop_signals().wait()


@app.command()
def manifest(
    url: Annotated[str, typer.Option(help="Public address of the bot, for HTTP; without it Socket Mode.")] = "",
) -> None:
    """Print the Slack app manifest, to paste at https://api.slack.com/apps."""
    typer.echo(json.dumps(app_manifest(url or None), indent=2))


def _environment(slack: PlaygroundServer, *, over_http: bool) -> list[str]:
    way_in = f"SLACK_SIGNING_SECRET={slack.signing_secret}" if over_http else f"SLACK_APP_TOKEN={slack.app_token}"
    return [f"SLACK_API_URL={slack.api_url}", f"SLACK_BOT_TOKEN={slack.bot_token}", way_in]


def _on_stop_signals() -> threading.Event:
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stopped.set())
    return stopped
