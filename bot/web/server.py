"""Serve the web application from a thread, so that it runs beside Socket Mode as well as alone."""

from __future__ import annotations

import socket
import threading

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 5


class WebServer:
    """A running web application. Signals stay with whoever runs the process; `port` 0 picks a free one."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._address = (host, port)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="off",
                ws="none",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port that is bound, once started."""
        return self._address[1]

    def start(self) -> None:
        """Bind and serve; raises OSError when the address is taken. Connections are accepted from now on."""
        host, port = self._address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.create_server((host, port), family=family)
        self._address = (host, bound.getsockname()[1])
        # Outside the main thread uvicorn leaves signals alone.
        self._thread = threading.Thread(target=self._server.run, args=([bound],), name="web", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the requests in hand, for a few seconds at most, and free the port."""
        if self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
            self._thread = None
