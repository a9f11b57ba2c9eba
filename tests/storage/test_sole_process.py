"""One process per SQLite file."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import Conflict
from bot.storage.sole_process import hold_sqlite_file


def test_a_file_is_held_once(tmp_path: Path) -> None:
    """The second process is told which file it is and what to do, and may have it after the first has ended."""
    url = f"sqlite:///{tmp_path / 'new folder' / 'deploy-check.db'}"
    with (
        hold_sqlite_file(url),
        pytest.raises(Conflict, match=r"already runs on .*deploy-check\.db\. Stop it first"),
        hold_sqlite_file(url),
    ):
        pass
    with hold_sqlite_file(url):
        pass


def test_two_files_are_two_files(tmp_path: Path) -> None:
    """Another file in the same folder is free."""
    with hold_sqlite_file(f"sqlite:///{tmp_path / 'a.db'}"), hold_sqlite_file(f"sqlite:///{tmp_path / 'b.db'}"):
        assert {path.name for path in tmp_path.iterdir()} == {"a.db.lock", "b.db.lock"}


def test_postgresql_is_for_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replicas on PostgreSQL keep nobody off and leave no file."""
    monkeypatch.chdir(tmp_path)
    with hold_sqlite_file("postgresql://h/n"), hold_sqlite_file("postgresql://h/n"):
        assert list(tmp_path.iterdir()) == []
