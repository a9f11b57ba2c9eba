"""Files in three steps, as Slack takes them: ask for an upload URL, send the bytes, complete."""

import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from bot.playground.records import Payload, SlackError


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    name: str
    length: int
    title: str
    content: bytes | None = None
    is_complete: bool = False


class Uploads:
    def __init__(self, new_id: Callable[[str], str], url: str) -> None:
        self._new_id = new_id
        self._url = url
        self._files: dict[str, StoredFile] = {}

    def announce(self, name: str, length: int) -> StoredFile:
        file = StoredFile(self._new_id("F"), name, length, name)
        self._files[file.id] = file
        return file

    def receive(self, file_id: str, content: bytes) -> None:
        """Take the bytes of an announced file. Raises SlackError `file_not_found`, `invalid_length`."""
        file = self.find(file_id)
        if file.is_complete:
            raise SlackError("file_not_found")
        if len(content) != file.length:
            raise SlackError("invalid_length")
        self._files[file_id] = replace(file, content=content)

    def complete(self, file_id: str, title: str | None) -> StoredFile:
        """Finish an upload that is `received`. Raises SlackError `file_not_found`."""
        file = self.received(file_id)
        self._files[file_id] = replace(file, title=title or file.name, is_complete=True)
        return self._files[file_id]

    def received(self, file_id: str) -> StoredFile:
        """Return a file whose bytes have come and that is not complete yet. Raises SlackError `file_not_found`."""
        file = self.find(file_id)
        if file.content is None or file.is_complete:
            raise SlackError("file_not_found")
        return file

    def find(self, file_id: str) -> StoredFile:
        if file_id not in self._files:
            raise SlackError("file_not_found")
        return self._files[file_id]

    def wire(self, file: StoredFile) -> Payload:
        """Return the file object: people open its permalink, an app needs a token for the private address."""
        name = quote(file.name, safe="")
        private = f"{self._url}files-pri/{file.id}/{name}"
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title,
            "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
            "filetype": file.name.rpartition(".")[2].lower(),
            "size": file.length,
            "mode": "hosted",
            "url_private": private,
            "url_private_download": private,
            "permalink": f"{self._url}files/{file.id}/{name}",
        }
