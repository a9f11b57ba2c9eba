"""Where the bytes of files go and come from: uploads of the app, its downloads, and those of people."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.playground.records import SlackError
from bot.playground.web_api import refused
from bot.playground.workspace import Workspace


def add_file_routes(app: FastAPI, workspace: Workspace) -> None:
    async def upload(file_id: str, request: Request) -> Response:
        content = await request.body()
        try:
            with workspace.lock:
                workspace.uploads.receive(file_id, content)
        except SlackError as refusal:
            return PlainTextResponse(refusal.code, status_code=400)
        return PlainTextResponse(f"OK - {len(content)}")

    async def download(file_id: str) -> Response:
        with workspace.lock:
            try:
                file = workspace.uploads.find(file_id)
            except SlackError as refusal:
                return JSONResponse(refused(refusal).body, status_code=404)
        # As an attachment: a page served from here may not run what somebody uploaded.
        headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        return Response(file.content or b"", media_type="application/octet-stream", headers=headers)

    async def download_as_app(file_id: str, request: Request) -> Response:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        try:
            workspace.access.check(token, "files.info", ("files:read",))
        except SlackError as refusal:
            return JSONResponse(refused(refusal).body, status_code=403)
        return await download(file_id)

    app.add_api_route("/upload/{file_id}", upload, methods=["POST"], response_model=None)
    app.add_api_route("/files/{file_id}/{_name}", download, methods=["GET"], response_model=None)
    app.add_api_route("/files-pri/{file_id}/{_name}", download_as_app, methods=["GET"], response_model=None)
