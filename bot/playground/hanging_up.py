"""End a connection without an answer, which no ASGI server offers its applications."""

import asyncio

from fastapi import Request, Response
from uvicorn.protocols.http.h11_impl import H11Protocol


class Breakable(H11Protocol):
    """HTTP whose requests know their connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


async def hang_up(request: Request) -> Response:
    """Return, once the connection is gone, a response that nobody will get."""
    request.state.transport.abort()
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()
