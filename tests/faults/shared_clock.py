"""One clock for the local Slack and all bots, which a test pushes forward under all of them at once."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_AHEAD = struct.Struct("d")


class SharedClock:
    """Real time plus what stands in a file that every process maps; a call returns now in UTC."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_AHEAD.pack(0.0))
        with path.open("r+b") as file:
            self._ahead = mmap.mmap(file.fileno(), _AHEAD.size)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=_AHEAD.unpack_from(self._ahead)[0])

    def forward(self, by: timedelta) -> None:
        """Push everybody's clock; one writer at a time."""
        _AHEAD.pack_into(self._ahead, 0, _AHEAD.unpack_from(self._ahead)[0] + by.total_seconds())
