"""What every test may ask for: a fresh database on either engine, and no way out of this machine."""

import ipaddress
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from sqlalchemy import Engine

from bot.storage.engine import create_engine_for
from bot.storage.migrate import migrate
from bot.storage.tables import metadata
from tests.browser import NoBrowser, chromium
from tests.engines import hasty_engine
from tests.postgres import NoPostgres, empty_database, fresh_database, postgres_server


def pytest_configure() -> None:
    # An audit hook sees every socket of every library and cannot be taken back, which is the point.
    sys.addaudithook(_stay_on_this_machine)
    # Left to itself, structlog draws every traceback with its locals: seconds on a busy machine, past Slack's three.
    plain: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
    structlog.configure(processors=plain, cache_logger_on_first_use=False)
    # How long an example takes says how busy the machine is, not whether the rule holds.
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_xdist_auto_num_workers() -> int:
    """Run two workers per core: most tests wait, for Slack's pace or a database, more than they compute."""
    return 2 * (os.cpu_count() or 1)


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


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "deploy-check.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> Iterator[str]:
    """Yield the URL of a database with the newest schema, which is emptied before every test that uses it."""
    with fresh_database(postgres_url) as url:
        _migrate(url)
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database with the newest schema and no rows, on each engine."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "deploy-check.db")
        yield f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("migrated_postgres")
        empty_database(url, metadata.tables)
        yield url


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    """Yield an engine on a database with the newest schema and no rows, on each engine."""
    with hasty_engine(migrated_url) as engine:
        yield engine


# Playwright's loop sits in this thread while a browser runs, so no other test of the worker may meet one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a browser for the tests of one module."""
    try:
        with chromium() as browser:
            yield browser
    except NoBrowser as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


def _migrate(url: str) -> None:
    engine = create_engine_for(url)
    migrate(engine)
    engine.dispose()
