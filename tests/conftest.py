"""What every test may ask for: a fresh database on either engine, and no way out of this machine."""

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import NoPostgres, fresh_database, postgres_server


def pytest_configure() -> None:
    # An audit hook sees every socket of every library and cannot be taken back, which is the point.
    sys.addaudithook(_stay_on_this_machine)


def _stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    if event not in ("socket.connect", "socket.sendto"):
        return
    address = arguments[1]
    # A Unix socket's address is a path. pytest.fail passes through `except Exception`.
    if isinstance(address, tuple) and not _is_loopback(str(address[0])):
        pytest.fail(f"A test tried to reach {address[0]}: tests talk to this machine only.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Yield the address of this worker's PostgreSQL server, without a database."""
    try:
        with postgres_server() as server:
            yield server
    except NoPostgres as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of an empty database; a test that asks for it runs once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'deploy-check.db'}"
    else:
        with fresh_database(request.getfixturevalue("postgres_url")) as url:
            yield url
