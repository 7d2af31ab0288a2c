"""A throw-away PostgreSQL cluster for one test run, shared by all its worker processes.

Whoever needs it first starts it, under a file lock; the main process of the run stops it.
It listens on a Unix socket in its own folder only, and keeps nothing safe (no fsync).
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import system_needs

FOLDER_VARIABLE = "PALIER_TEST_POSTGRES_FOLDER"
"""Handed by the main process to its workers: where the cluster is, or will be."""

_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c shared_buffers=64MB -c max_connections=200 -c autovacuum=off"
)


class PostgresMissingError(Exception):
    """No PostgreSQL could be found; the text says how to get one."""


def _binaries() -> Path:
    """The folder that holds initdb and pg_ctl."""
    folder = system_needs.find_postgres()
    if folder is None:
        raise PostgresMissingError(system_needs.POSTGRES_MISSING)
    return folder


def _as_server_user() -> list[str]:
    """The prefix that drops root's rights, which initdb refuses; empty for anyone else."""
    if os.getuid() != 0:
        return []
    user = _server_user()
    if shutil.which("setpriv"):
        ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        return ["setpriv", *ids, "--"]
    return ["runuser", "-u", user.pw_name, "--"]


def _server_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


class Cluster:
    """One cluster in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.url = f"postgresql+psycopg://palier@/postgres?host={folder}"

    def start(self) -> None:
        """Make the cluster and start it; returns once it answers."""
        binaries = _binaries()
        if os.getuid() == 0:
            user = _server_user()
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        make = [str(binaries / "initdb"), "-D", str(self.data), "--username=palier"]
        self._run([*make, "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"])
        control = [str(binaries / "pg_ctl"), "-D", str(self.data), "-w", "-t", "60"]
        options = f"-k {self.folder} {_OPTIONS}"
        self._run([*control, "-l", str(self.folder / "log"), "-o", options, "start"])

    def stop(self) -> None:
        """Stop the server, if it was started, and remove every trace."""
        if (self.data / "postmaster.pid").exists():
            stop = [str(_binaries() / "pg_ctl"), "-D", str(self.data), "-m", "immediate"]
            self._run([*stop, "stop"])
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command: list[str]) -> None:
        # pg_ctl's child keeps whatever output it is given open: hand it a file, not a pipe.
        report = self.folder / "report"
        with report.open("wb") as output:
            done = subprocess.run(
                [*_as_server_user(), *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                check=False,
            )
        if done.returncode:
            raise RuntimeError(report.read_text(errors="replace"))


def prepare_run() -> Path:
    """Called once by the main process of a run: the folder its cluster will live in."""
    folder = Path(tempfile.mkdtemp(prefix="palier-pg-"))
    os.environ[FOLDER_VARIABLE] = str(folder)
    return folder


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def server_url(prepare: Callable[[str], None]) -> str:
    """The URL of the run's server, started when nobody has yet.

    ``prepare`` is called once in the whole run, with that URL, before anyone gets it.
    """
    cluster = Cluster(Path(os.environ[FOLDER_VARIABLE]))
    given = os.environ.get(system_needs.POSTGRES_URL)
    ready = cluster.folder / "ready"
    with _locked(cluster.folder):
        if not ready.exists():
            if not given:
                cluster.start()
            prepare(given or cluster.url)
            ready.touch()
    return given or cluster.url
