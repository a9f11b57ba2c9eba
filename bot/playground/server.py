"""The local Slack as a process of its own or inside a test: one port on 127.0.0.1, served by a background thread."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader
from starlette.middleware.trustedhost import TrustedHostMiddleware

from bot.files import shipped
from bot.playground.app_link import AppLink
from bot.playground.arguments import parse
from bot.playground.faults import NO_FAULTS, FaultPlan, Faults
from bot.playground.file_routes import add_file_routes
from bot.playground.hanging_up import Breakable, hang_up
from bot.playground.http_delivery import HttpDelivery
from bot.playground.interactions import Interactions
from bot.playground.messenger import RETRY_WAITS, Messenger
from bot.playground.page_api import PageApi, page_routes
from bot.playground.rate_limits import RESPONDING, RateLimited, RateLimits
from bot.playground.records import SlackError
from bot.playground.responses import respond
from bot.playground.seed import load_seed
from bot.playground.socket_mode import LIFE, SocketMode
from bot.playground.traffic import Traffic
from bot.playground.web_api import Answer, Boundary, Call, Lost, WebApi, refused
from bot.playground.workspace import Workspace

_HOST = "127.0.0.1"
_Result = TypeVar("_Result")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Options:
    """How a playground runs.

    `port` 0 picks a free one; `latency` is in seconds, for every Web API call; with a `request_url` the app is
    reached by signed HTTP, without one by Socket Mode; `ack_seconds` is Slack's 3 s unless a test is in a hurry.
    The rate limits see the `clock` run `rate_scale` times as fast; 0 takes them away. An event that nobody
    acknowledged comes again after each of `retry_waits`. A WebSocket is replaced after `connection_life` seconds.
    """

    port: int = 0
    seed: Path | None = None
    latency: float = 0.0
    request_url: str | None = None
    ack_seconds: float = 3.0
    clock: Callable[[], datetime] = _now
    random_seed: int = 1
    rate_scale: float = 1.0
    faults: FaultPlan = NO_FAULTS
    retry_waits: tuple[float, ...] = RETRY_WAITS
    connection_life: float = LIFE


class PlaygroundServer:
    """A running Slack. `url` ends with a slash, `api_url` is what SLACK_API_URL is set to."""

    def __init__(self, options: Options | None = None) -> None:
        options = options or Options()
        seed = load_seed(options.seed)
        self._socket = socket.create_server((_HOST, options.port))
        # asyncio leaves Nagle on for a socket that it did not make: 44 ms per keep-alive call instead of 1.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        port = self._socket.getsockname()[1]
        self.url = f"http://{_HOST}:{port}/"
        self.api_url = f"{self.url}api/"
        self.workspace = Workspace(seed, url=self.url, clock=options.clock, random_seed=options.random_seed)
        self.bot_token = self.workspace.access.bot_token
        self.app_token = self.workspace.access.app_token
        self.signing_secret = self.workspace.signing_secret
        self.traffic = Traffic(options.clock)
        self.socket_mode = SocketMode(
            self.workspace.bot.app_id,
            self.workspace.new_id,
            lambda connected: self.workspace.feed.tell_all({"type": "app", "connected": connected}),
            ack_seconds=options.ack_seconds,
            life=options.connection_life,
        )
        self._http = (
            HttpDelivery(options.request_url, self.signing_secret, ack_seconds=options.ack_seconds)
            if options.request_url
            else None
        )
        link: AppLink = self._http or self.socket_mode
        self.limits = RateLimits(options.clock, options.rate_scale)
        self.faults = Faults(options.faults, options.latency)
        self.web_api = WebApi(self.workspace, self.traffic, self.limits, self.faults, self._connect_url)
        self._messenger = Messenger(link, self.socket_mode, self.traffic, self.faults, options.retry_waits)
        self.interactions = Interactions(self.workspace, self._messenger, self.traffic)
        page = PageApi(self.workspace, self.interactions, link, self.traffic)
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._uvicorn = _uvicorn(assemble(self, page))
        self._thread = threading.Thread(target=self._run, name="playground", daemon=True)

    def _connect_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}link?ticket={self.socket_mode.ticket()}"

    def _run(self) -> None:
        self._uvicorn.run(sockets=[self._socket])

    def start(self) -> Self:
        """Serve from now on; returns when requests are answered."""
        self._thread.start()
        if not self._started.wait(timeout=10):
            raise RuntimeError("the playground did not start")
        return self

    def stop(self) -> None:
        """End every connection and free the port; harmless when it has stopped or never started."""
        self.workspace.feed.close()
        self._uvicorn.should_exit = True
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._socket.close()

    def wait(self) -> None:
        """Block until the server ends, for a process that is nothing but the playground."""
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def on_loop(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Run a coroutine where the server lives and return its result; for other threads only."""
        if self._loop is None:
            raise RuntimeError("the playground has not started")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self._started.set()
        yield
        await self._messenger.stop()
        if self._http is not None:
            await self._http.close()


def _uvicorn(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        http=Breakable,
        ws="websockets-sansio",
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)


def assemble(server: PlaygroundServer, page: PageApi) -> FastAPI:
    """Return the ASGI application: the Web API, the WebSocket, uploads, response URLs, the page and its API."""
    app = FastAPI(lifespan=server.lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Boundary)
    # A name that somebody points at this address must not open the door to their web page.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[_HOST, "localhost"])
    _add_slack_routes(app, server)
    add_file_routes(app, server.workspace)
    app.include_router(page_routes(page, server.workspace, server.traffic))
    _add_page(app, server.workspace)
    return app


def _add_slack_routes(app: FastAPI, server: PlaygroundServer) -> None:
    async def api(method: str, request: Request) -> Response:
        return await answer_call(server, method, request)

    async def response_url(key: str, request: Request) -> Response:
        content_type = request.headers.get("content-type", "")
        return answer_response_url(server, key, content_type, await request.body())

    async def link(websocket: WebSocket) -> None:
        await server.socket_mode.serve(websocket)

    app.add_api_route("/api/{method}", api, methods=["GET", "POST"], response_model=None)
    app.add_api_route("/response/{key}", response_url, methods=["POST"], response_model=None)
    app.add_api_websocket_route("/link", link)


async def answer_call(server: PlaygroundServer, method: str, request: Request) -> Response:
    """Answer a call of the Web API, or end its connection."""
    headers = request.headers
    authorization, content_type = headers.get("authorization", ""), headers.get("content-type", "")
    call = Call(method, request.url.query, content_type, authorization, await request.body())
    try:
        return _on_the_wire(await server.web_api.call(call))
    except Lost:
        return await hang_up(request)


def _on_the_wire(answer: Answer) -> Response:
    if isinstance(answer.body, str):
        return PlainTextResponse(answer.body, answer.status)
    return JSONResponse(answer.body, answer.status, answer.headers)


def answer_response_url(server: PlaygroundServer, key: str, content_type: str, body: bytes) -> Response:
    """Carry a response out; 404 for a URL that is spent or never was, 400 for what cannot be shown, 429 for haste."""
    workspace = server.workspace
    answered = server.traffic.note("to_slack", "response_url", {}, time.perf_counter())
    try:
        raw = parse("", content_type, body)
        with workspace.lock:
            server.limits.take(RESPONDING, key)
            origin = workspace.tickets.respond(key)
            respond(workspace, origin, raw)
    except RateLimited as refusal:
        answered(refused(refusal).shown(), refusal.code)
        return _on_the_wire(refused(refusal))
    except SlackError as refusal:
        answered(refused(refusal).body, refusal.code)
        gone = refusal.code in {"no_such_url", "used_url", "expired_url"}
        return JSONResponse(refused(refusal).body, status_code=404 if gone else 400)
    answered(raw, None)
    return JSONResponse({"ok": True})


def _add_page(app: FastAPI, workspace: Workspace) -> None:
    folder = shipped("templates") / "playground"
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True)

    async def page() -> HTMLResponse:
        template = templates.get_template("page.html.j2")
        return HTMLResponse(template.render(workspace_name=workspace.seed.name))

    for path in ("/", "/archives/{rest:path}", "/app_redirect"):
        app.add_api_route(path, page, methods=["GET"])
    app.mount("/static", StaticFiles(directory=folder / "static"))
