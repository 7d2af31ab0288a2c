"""What cannot be used is one line with its name; what is kept there is its owner's alone."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.cli.data_folder import taken_by_us
from tests.broadcaster.cli.command_line import palier, refusal


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param("{tmp}/file", id="a file"),
        pytest.param("{tmp}/file/var", id="inside a file"),
        pytest.param("/proc/nope", id="not to be made"),
        pytest.param("/proc", id="not to be written"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate", "understand", "local-twilio"])
def test_a_folder_that_cannot_be_used_is_named(command: str, folder: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = folder.format(tmp=tmp_path)
    line = refusal(palier(command, data_dir=folder))
    assert line.startswith(f"palier: PALIER_DATA_DIR: {folder} cannot be used")


def test_an_env_file_in_other_letters_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PALIER_PORT=8\xff\n")
    assert ".env is not UTF-8" in refusal(palier("migrate", folder=tmp_path))


def test_only_the_owner_reads_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "var"
    assert palier("migrate", data_dir=str(folder)).returncode == 0
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert kept["palier.db"] == 0o600
    assert set(kept.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_files_an_earlier_release_left_open_are_closed(tmp_path: Path) -> None:
    assert palier("migrate", data_dir=str(tmp_path)).returncode == 0
    journal = tmp_path / "local-twilio.jsonl"
    journal.touch()
    others = tmp_path / "notes.txt"
    others.touch()
    for path in (journal, others, tmp_path / "palier.db"):
        path.chmod(0o644)
    assert palier("migrate", data_dir=str(tmp_path)).returncode == 0
    assert stat.S_IMODE(journal.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "palier.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(others.stat().st_mode) == 0o644


def _folder(path: Path) -> None:
    path.mkdir()


def _text(path: Path) -> None:
    path.write_text("no database at all, but a text of some length", "utf-8")


def _not_writable(path: Path) -> None:
    """The database opens, but its log of writes cannot: root may write to read-only files."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (a)")
    path.with_name(f"{path.name}-wal").mkdir()


@pytest.mark.parametrize("prepare", [_folder, _text, _not_writable], ids=lambda one: one.__name__)
def test_a_database_file_that_cannot_be_written_is_named(prepare: object, tmp_path: Path) -> None:
    path = tmp_path / "palier.db"
    assert callable(prepare)
    prepare(path)
    line = refusal(palier("migrate", data_dir=str(tmp_path)))
    assert f"the database file {path} cannot be opened and written" in line
    assert "server" not in line


def test_a_second_service_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    assert palier("migrate", data_dir=str(folder)).returncode == 0
    with taken_by_us(folder):
        assert "another service runs on the data folder" in refusal(
            palier("serve", data_dir=str(folder))
        )


def test_the_folder_is_free_again_once_its_service_ended(tmp_path: Path) -> None:
    with taken_by_us(tmp_path):
        pass
    with taken_by_us(tmp_path):
        pass
