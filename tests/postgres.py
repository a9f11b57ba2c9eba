"""A throw-away PostgreSQL server on loopback.

`python -m tests.postgres -- COMMAND …` runs a command with `DATABASE_URL` naming an empty database on one.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

_LOOPBACK = "-c listen_addresses=127.0.0.1"
# Nothing here outlives its test, so durability is given up for speed.
_SETTINGS = f"-F -c full_page_writes=off -c synchronous_commit=off {_LOOPBACK}"
DURABLE = _LOOPBACK
"""Settings of a server whose commits survive its crash, as PostgreSQL's own defaults promise."""


class NoPostgres(Exception):
    """This machine has no PostgreSQL server; Debian's package `postgresql` brings one."""


@dataclass(slots=True)
class PostgresServer:
    """A running server, which may fall and freeze. `address` is a SQLAlchemy URL without a database: append "/name"."""

    binaries: Path
    home: Path
    owner: str | None
    settings: str
    port: int = 0

    @property
    def address(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}"

    def create(self) -> None:
        """Make the cluster and start it on a free port."""
        initdb = ["-D", "cluster", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _run([str(self.binaries / "initdb"), *initdb], self.home, self.owner)
        for attempt in range(3):
            self.port = _free_port()
            try:
                self.start()
            except RuntimeError:  # someone else may have taken the port meanwhile
                if attempt == 2:
                    raise
            else:
                return

    def start(self) -> None:
        self._control("start", "-l", "log", "-o", f"{self.settings} -p {self.port} -k .")

    def crash(self) -> None:
        """End it without a word to anybody, as a power cut of the database's machine would."""
        self._control("stop", "-m", "immediate")

    def freeze(self) -> None:
        """Let every process of the server stand still: connections stay, and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _control(self, what: str, *options: str) -> None:
        _run([str(self.binaries / "pg_ctl"), "-D", "cluster", "-w", *options, what], self.home, self.owner)

    def _signal(self, number: signal.Signals) -> None:
        postmaster = int((self.home / "cluster" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in [postmaster, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(process, number)


@contextmanager
def running_postgres(settings: str = _SETTINGS) -> Iterator[PostgresServer]:
    """Run a server. Raises NoPostgres where the server's binaries are missing."""
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="postgres-", ignore_cleanup_errors=True) as folder:
        owner = _owner()
        if owner is not None:
            shutil.chown(folder, owner)
        server = PostgresServer(binaries, Path(folder), owner, settings)
        server.create()
        try:
            yield server
        finally:
            server.crash()


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a server and yield its address; raises NoPostgres where the server's binaries are missing."""
    with running_postgres() as server:
        yield server.address


@contextmanager
def fresh_database(server: str, template: str = "template1") -> Iterator[str]:
    """Copy `template`, to which nobody may be connected, and yield the copy's URL; drop it afterwards."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(f"{_libpq(server)}/postgres", autocommit=True) as admin:
        # Copying files beats replaying the log for small templates; before 15 it is the only way.
        strategy = SQL(" STRATEGY file_copy" if admin.info.server_version >= 150000 else "")
        copy = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        admin.execute(copy + strategy)
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{_libpq(server)}/postgres", autocommit=True) as admin:
            admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def empty_database(url: str, tables: Iterable[str]) -> None:
    """Drop every row of these tables and every other connection: much quicker than a new database."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    with psycopg.connect(_libpq(url), autocommit=True) as admin:
        admin.execute(others + "pg_backend_pid()")
        admin.execute("SET session_replication_role = replica")  # past the triggers that guard the history
        admin.execute(SQL("TRUNCATE {} RESTART IDENTITY").format(SQL(", ").join(map(Identifier, tables))))


def _libpq(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


def _binaries() -> Path:
    """Find the folder of the newest server; Debian keeps it off PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda found: int(found.parent.name))
    on_path = [Path(folder) for folder in os.get_exec_path()]
    for folder in [*reversed(debian), *on_path]:
        if all((folder / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise NoPostgres(NoPostgres.__doc__)


def _owner() -> str | None:
    """Name who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name for account in pwd.getpwall()}
    return "postgres" if "postgres" in accounts else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(command: Sequence[str], home: Path, owner: str | None) -> None:
    # Output goes to a file: the server would inherit a pipe and keep it open.
    with (home / "output").open("a+b") as output:
        done = subprocess.run(  # noqa: S603 - the server's own binaries
            command,
            cwd=home,
            user=owner,
            group=pwd.getpwnam(owner).pw_gid if owner else None,
            extra_groups=[] if owner else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        logs = [path.read_text(errors="replace") for path in (home / "output", home / "log") if path.exists()]
        raise RuntimeError(f"{Path(command[0]).name} failed:\n" + "\n".join(logs))


def main(arguments: Sequence[str]) -> int:
    """Run the command after "--" against a fresh database and return its exit code."""
    command = list(arguments)[1:] if arguments[:1] == ["--"] else list(arguments)
    if not command:
        sys.exit("Usage: python -m tests.postgres -- COMMAND …")
    with postgres_server() as server, fresh_database(server) as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - the caller's


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
