"""Hear of other replicas' postings at once. What is missed while nobody listens is found by the slow poll."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import psycopg
from psycopg import sql

from bot.storage.engine import parse_url
from bot.storage.work import NOTIFY_CHANNEL

_LOOK_UP_SECONDS = 0.5
"""How long `stop` waits at most for the thread to notice."""
_RECONNECT_SECONDS = 1.0

_log = logging.getLogger(__name__)


class NotifyListener:
    """A thread that calls `wake` for every posting wanted by any replica; on SQLite it has nothing to hear.

    `wake` is also called after each connecting, for what was wanted until then. It must be quick and not raise.
    """

    def __init__(self, url: str, wake: Callable[[], None]) -> None:
        parsed = parse_url(url)
        self._address = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        self._hears = parsed.get_backend_name() == "postgresql"
        self._wake = wake
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notify-listener", daemon=True)

    def start(self) -> None:
        if self._hears:
            self._thread.start()

    def stop(self) -> None:
        """End the thread and wait until it has ended."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except psycopg.OperationalError as error:
                _log.warning("Lost the connection that listens for postings; trying again. %s", error)
                self._stopped.wait(_RECONNECT_SECONDS)

    def _listen(self) -> None:
        with psycopg.connect(self._address, autocommit=True, connect_timeout=3) as connection:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(NOTIFY_CHANNEL)))
            self._wake()
            while not self._stopped.is_set():
                for _ in connection.notifies(timeout=_LOOK_UP_SECONDS, stop_after=1):
                    self._wake()
