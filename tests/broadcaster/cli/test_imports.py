"""``palier import households``: a dry run for people and machines."""

import json
from pathlib import Path
from subprocess import CompletedProcess

from tests.broadcaster.cli.command_line import palier
from tests.broadcaster.register.importing.files import RIVEL, SOREL, TITLES, changed


def _households(folder: Path, file: str, *options: str) -> CompletedProcess[str]:
    return palier("import", "households", file, *options, data_dir=str(folder / "var"))


def _file(folder: Path, *lines: str) -> str:
    path = folder / "foyers.csv"
    path.write_text("\n".join([TITLES, *lines]), encoding="utf-8")
    return str(path)


def test_a_dry_run_tells_machines_what_it_would_do(tmp_path: Path) -> None:
    file = _file(tmp_path, RIVEL, SOREL)
    for _again in range(2):
        done = _households(tmp_path, file, "--dry-run", "--json")
        told = json.loads(done.stdout)
        assert done.returncode == 0, done.stderr
        assert (told["refused"], told["added"], told["unchanged"]) == (False, 2, 0)
        assert told["added_households"][0]["name"] == "Mme Rivel"
    assert _households(tmp_path, file).returncode == 0
    told = json.loads(_households(tmp_path, file, "--dry-run", "--json").stdout)
    assert (told["added"], told["unchanged"]) == (0, 2)


def test_a_refused_dry_run_ends_with_one(tmp_path: Path) -> None:
    file = _file(tmp_path, changed(RIVEL, "nom", ""), changed(SOREL, "langue", "klingon"))
    done = _households(tmp_path, file, "--dry-run", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(one["row"], one["column"]) for one in told["findings"]] == [(2, "nom"), (3, "langue")]
    said = _households(tmp_path, file, "--dry-run")
    assert said.returncode == 1
    assert told["findings"][0]["message"] in said.stderr


def test_a_file_that_is_no_table_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x00\x01\x02\x03")
    done = _households(tmp_path, str(path), "--dry-run", "--json")
    assert done.returncode == 1
    assert "pas un tableau" in json.loads(done.stdout)["findings"][0]["message"]
