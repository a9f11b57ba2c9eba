"""How many calls the local Slack answers: it must never be what a benchmark of the bot measures."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import httpx
import uvicorn
from rich.console import Console
from rich.table import Table
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot import playground
from bot.playground.server import Options, PlaygroundServer
from bot.playground.web_api import Call

SECONDS = 2.0
CLIENTS = 4
CHANNEL = "C0MLDEPLOY"
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*Section {n}*: open"}} for n in range(10)]
METHODS: dict[str, dict[str, object]] = {
    "users.info": {"user": "U0PRIYARAM"},
    "chat.postMessage": {"channel": CHANNEL, "text": "A card", "blocks": BLOCKS},
    "chat.update": {"channel": CHANNEL, "text": "A card", "blocks": BLOCKS},
}


def playground_table() -> Table:
    """Measure in process and over HTTP, beside a server that only answers `{"ok": true}`."""
    table = Table(title=f"Calls per second that the local Slack answers ({lines_of_code():,} lines of code)")
    for column in ("", "in process", "over HTTP", "over HTTP, of the baseline"):
        table.add_column(column)
    with _bare_server() as address:
        baseline = _over_http(address, "api.test", {}, "none")
    table.add_row("an answer without work (the baseline)", "", f"{baseline:,.0f}", "1.00")
    with PlaygroundServer(Options(rate_scale=0)) as slack:
        for method, arguments in METHODS.items():
            given = arguments if method != "chat.update" else {**arguments, "ts": _posted(slack)}
            inside = _in_process(slack, method, given)
            outside = _over_http(slack.api_url, method, given, slack.bot_token)
            table.add_row(method, f"{inside:,.0f}", f"{outside:,.0f}", f"{outside / baseline:.2f}")
    return table


def lines_of_code() -> int:
    """Count the lines of the local Slack that are neither empty nor comments."""
    folder = Path(playground.__file__).parent
    lines = (line.strip() for path in folder.glob("*.py") for line in path.read_text(encoding="utf-8").splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def _posted(slack: PlaygroundServer) -> str:
    answer = httpx.post(f"{slack.api_url}chat.postMessage", json=METHODS["chat.postMessage"], headers=_token(slack))
    return str(answer.json()["ts"])


def _token(slack: PlaygroundServer) -> dict[str, str]:
    return {"Authorization": f"Bearer {slack.bot_token}"}


def _in_process(slack: PlaygroundServer, method: str, arguments: dict[str, object]) -> float:
    body = json.dumps(arguments).encode()
    call = Call(method, "", "application/json; charset=utf-8", f"Bearer {slack.bot_token}", body)
    return slack.on_loop(_rate(lambda: slack.web_api.call(call)))


async def _rate(work: Callable[[], Awaitable[object]]) -> float:
    began, count = perf_counter(), 0
    while perf_counter() - began < SECONDS:
        await work()
        count += 1
    return count / (perf_counter() - began)


def _over_http(address: str, method: str, arguments: dict[str, object], token: str) -> float:
    """Let several clients with a connection each call as fast as they can."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        counts = pool.map(lambda _: asyncio.run(_client(f"{address}{method}", arguments, token)), range(CLIENTS))
        return sum(counts)


async def _client(url: str, arguments: dict[str, object], token: str) -> float:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, trust_env=False) as client:

        async def call() -> None:
            answer = await client.post(url, json=arguments)
            if not answer.json()["ok"]:
                raise RuntimeError(answer.text)

        return await _rate(call)


@contextmanager
def _bare_server() -> Iterator[str]:
    async def answer(_request: Request) -> JSONResponse:
        return JSONResponse({"ok": True})

    app = Starlette(routes=[Route("/{method}", answer, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        threading.Event().wait(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()


def main() -> None:
    """Print the table alone."""
    Console().print(playground_table())


if __name__ == "__main__":
    main()
