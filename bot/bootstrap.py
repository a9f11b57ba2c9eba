"""The composition root: nothing else builds engines, clients, apps or schedulers."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import structlog

from bot.calendars import countries, public_holiday
from bot.checklists import load_checklists
from bot.domain.deployment import Deployment
from bot.domain.people import UserId, WorkspaceId
from bot.files import shipped
from bot.reports.markdown import file_name, render_markdown
from bot.scheduling import TickClock, ticks_of
from bot.settings import Settings
from bot.slack.app import build_bolt_app
from bot.slack.client import SlackClient
from bot.slack.delivery import DeliveryPolicy, WorkspaceDeliverer
from bot.slack.delivery_loop import DeliveryLoop
from bot.slack.listeners.guard import Desk, Guard
from bot.slack.reporting import ReportFile
from bot.slack.socket import SocketLink, socket_link
from bot.slack.views.summary import report_comment
from bot.slack.whispers import Whisperer
from bot.storage.engine import Engine, answers, create_engine_for, require_answer
from bot.storage.listening import NotifyListener
from bot.storage.migrate import migrate, require_newest_schema
from bot.storage.sole_process import hold_sqlite_file
from bot.storage.work import SqlWork
from bot.usecases.ports import Clock, Ports
from bot.web.app import create_web_app
from bot.web.server import WebServer
from bot.web.slack_edge import SlackEdge

LISTENER_THREADS = 32
"""Bolt's own five would let a few slow commands keep everybody waiting."""


def _now() -> datetime:
    return datetime.now(UTC)


class _Part(Protocol):
    """Something with threads of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Bot:
    """A whole deploy-check process: started once, stopped once.

    `pace` is other than 1 only for a local Slack that grants so many times what Slack grants.
    """

    def __init__(self, settings: Settings, clock: Clock = _now, *, pace: float = 1.0) -> None:
        """Build everything; only the database is touched, by its migrations, when the bot starts."""
        self._settings = settings
        self._stack = ExitStack()
        self._woken = threading.Event()
        self.engine = create_engine_for(settings.database_url)
        self.slack = SlackClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, clock, pace=pace)
        self.ports = _ports(self.engine, self._woken.set, self.slack, clock, settings.checklists_folder)
        self._threads = ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="listener")
        self._whispers = ThreadPoolExecutor(2, thread_name_prefix="whisper")
        guard = Guard(Desk(self.ports, self.slack), Whisperer(self._whispers))
        self.app = build_bolt_app(self.slack, guard, self._threads)
        self.delivery = DeliveryLoop(self.ports, _holder(settings), self._deliverer, self._woken)
        self._notifications = NotifyListener(settings.database_url, self._woken.set)
        self._clock = TickClock(ticks_of(self.ports, settings.reminder_tick_seconds))
        self._link = self._socket_link()
        self.web = WebServer(create_web_app(self._edge(), self._checks()), settings.host, settings.port)

    def start(self) -> None:
        """Migrate, then begin to deliver, to remind and to listen, in this order."""
        with ExitStack() as stack:
            stack.enter_context(hold_sqlite_file(self._settings.database_url))
            stack.callback(self.engine.dispose)
            require_answer(self.engine)
            migrate(self.engine)
            stack.callback(self._whispers.shutdown)
            stack.callback(self._threads.shutdown)
            for part in self._parts():
                part.start()
                stack.callback(part.stop)
            self._stack = stack.pop_all()

    def stop(self) -> None:
        """Take nothing new in, finish what is in hand, and let go of everything."""
        self._stack.close()

    def _parts(self) -> tuple[_Part, ...]:
        parts: tuple[_Part, ...] = (self.delivery, self._notifications, self._clock, self.web)
        return (*parts, self._link) if self._link else parts

    def _deliverer(self, workspace: WorkspaceId) -> WorkspaceDeliverer:
        policy = DeliveryPolicy(self._settings.delivery_lease_seconds, self._settings.delivery_quiet_seconds)
        return WorkspaceDeliverer(self.ports, self.slack, workspace, self.delivery.holder, report_file, policy)

    def _socket_link(self) -> SocketLink | None:
        if self._settings.slack_app_token is None:
            return None
        token = self._settings.slack_app_token.get_secret_value()
        return socket_link(self.app, token, self._settings.slack_api_url, LISTENER_THREADS)

    def _edge(self) -> SlackEdge | None:
        secret = self._settings.slack_signing_secret
        if self._settings.uses_socket_mode or secret is None:
            return None
        return SlackEdge(self.app.dispatch, secret.get_secret_value())

    def _checks(self) -> Mapping[str, Callable[[], bool]]:
        checks = {
            "database": lambda: answers(self.engine),
            "delivery": lambda: self.delivery.is_running,
            "token": lambda: not self.delivery.is_shut_out,
        }
        if self._link is not None:
            link = self._link
            return checks | {"slack": lambda: link.is_connected}
        return checks


@contextmanager
def database_at_hand() -> Iterator[SqlWork]:
    """Open the database of DATABASE_URL for a command that needs no Slack. Raises Refused when it is not ready."""
    engine = create_engine_for(os.environ.get("DATABASE_URL") or Settings.model_fields["database_url"].default)
    try:
        require_answer(engine)
        require_newest_schema(engine)
        yield SqlWork(engine, lambda: None)
    finally:
        engine.dispose()


def report_file(deployment: Deployment, names: Mapping[UserId, str]) -> ReportFile:
    """Return the report as the file that goes into the thread."""
    return ReportFile(file_name(deployment), render_markdown(deployment, names), report_comment(deployment))


def configure_logging(level: str, log_format: str) -> None:
    """Log to standard error. Slack's libraries stay at WARNING: below it they log tokens and what people typed."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # At WARNING Bolt says at each start that it does not use the token which the client beside it has.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    for noisy in ("slack_sdk", "httpx", "apscheduler", "alembic", "uvicorn", "websocket"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _ports(
    engine: Engine, wake: Callable[[], None], slack: SlackClient, clock: Clock, checklists: Path | None
) -> Ports:
    own = load_checklists(checklists) if checklists else {}
    return Ports(
        work=SqlWork(engine, wake),
        clock=clock,
        new_id=lambda: secrets.token_hex(8),
        checklists=load_checklists(shipped("templates") / "checklists") | own,
        channels=slack,
        digest_of=slack.digest_of,
        groups_in=slack.groups_in,
        holidays=public_holiday,
        countries=countries(),
    )


def _holder(settings: Settings) -> str:
    """Name this replica. The one process on a SQLite file keeps its name, so that after a crash it need not wait."""
    if settings.database_url.startswith("sqlite"):
        return "the only process"
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
