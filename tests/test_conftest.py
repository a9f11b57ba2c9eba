"""The fixtures that all other tests stand on."""

import socket
import sys
from contextlib import closing

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.postgres import fresh_database, main

ENVIRONMENT_DUMP = "import os, sys; sys.exit(0 if os.environ['DATABASE_URL'].startswith('postgresql+psycopg:') else 7)"


@pytest.mark.parametrize("repeat", [1, 2])
def test_a_database_is_never_handed_out_twice(database_url: str, repeat: int) -> None:
    """The same table can be made by every test that asks for a database."""
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE once (id INTEGER)"))
        connection.execute(text("INSERT INTO once VALUES (:repeat)"), {"repeat": repeat})


@pytest.mark.postgres
def test_a_database_starts_as_its_template(postgres_url: str) -> None:
    """A migrated database made once per session can be copied for each test."""
    address = postgres_url.replace("+psycopg", "")
    with fresh_database(postgres_url) as migrated:
        name = migrated.rpartition("/")[2]
        with psycopg.connect(f"{address}/{name}") as connection:
            connection.execute("CREATE TABLE kept (id INTEGER)")
        with (
            fresh_database(postgres_url, template=name) as copy,
            psycopg.connect(copy.replace("+psycopg", "")) as connection,
        ):
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


@pytest.mark.postgres
def test_a_command_runs_against_a_database_of_its_own(postgres_url: str) -> None:
    """`python -m tests.postgres` names the database in DATABASE_URL and hands the exit code on."""
    assert postgres_url
    assert main(["--", sys.executable, "-c", ENVIRONMENT_DUMP]) == 0


@pytest.mark.parametrize("host", ["192.0.2.1", "198.51.100.7"])
def test_a_test_cannot_leave_this_machine(host: str) -> None:
    """A connection to any other machine fails the test, even where the code would swallow an Exception."""
    with closing(socket.socket()) as outward, pytest.raises(pytest.fail.Exception, match=host):
        outward.connect((host, 443))


def test_a_test_may_talk_to_loopback() -> None:
    """Servers on this machine can be reached."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=1) as inward,
    ):
        assert inward.getpeername() == server.getsockname()
