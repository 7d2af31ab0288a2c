"""What is kept in the project: text that is ours to keep, and nobody's machine or number."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tools import shell

# Written in two parts so that this file itself passes.
REGISTRY_HOSTS = ("pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com")
MACHINE_PATHS = re.compile(r"(?<![\w.<>])/(?:work|root|home/\w+|Users/\w+|tmp/\w+)/[\w.]")
GENERATED = re.compile(
    r"(^|/)(__pycache__|\.venv|node_modules|models|artefacts|var|\.tools)/"
    r"|\.(pyc|db|db-wal|sqlite3?|log|tar\.gz|whl)$|(^|/)(uv\.lock|\.env)$"
)
BINARY = (".png", ".jpg", ".webp", ".ico", ".xlsx", ".woff2", ".npz")

# Numbers nobody has: the ranges the regulator keeps for fiction (ARCEP, decision 2018-0881).
FICTION = re.compile(r"(63998|19900|26191|35301|46571|53649)\d{4}")
# Public numbers whose holder is an authority or a service, which the product must know.
PUBLIC = {
    "800473333",  # GRDF, gas emergencies
}
# Patterns everybody reads as "some number": the kinds of number that have no fiction range
# (overseas, box lines) are tested with them.
MADE_UP = re.compile(r"\d*123456(78)?9?|(\d\d?)\2{3,}|(\d)(\d\d)\4{3}")
HARMLESS = (FICTION, MADE_UP)
FRENCH_NUMBER = re.compile(
    r"(?<![\w.+/-])(?:\+33[\s.]?|0)(?P<rest>[1-9](?:[\s.]?\d){8})(?![\w-]|\.\d)"
)


@cache
def files() -> tuple[Path, ...]:
    """What is tracked, or would be at the next commit; all of the folder outside a clone."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=shell.ROOT, capture_output=True, text=True, check=True)
    paths = (Path(line) for line in done.stdout.splitlines())
    return tuple(sorted(path for path in paths if (shell.ROOT / path).is_file()))


@cache
def texts() -> dict[Path, str]:
    return {
        path: (shell.ROOT / path).read_bytes().decode("utf-8", "replace")
        for path in files()
        if path.suffix not in BINARY
    }


def unknown_numbers(text: str) -> list[str]:
    """The French telephone numbers in a text that may be somebody's."""
    found = []
    for match in FRENCH_NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match["rest"])
        if digits not in PUBLIC and not any(kind.fullmatch(digits) for kind in HARMLESS):
            found.append(match[0])
    return found


def test_the_project_has_files() -> None:
    assert Path("pyproject.toml") in files()


def test_no_package_registry_is_named() -> None:
    """Whoever installs uses their own index; a lock with addresses would impose ours."""
    naming = [
        f"{path}: {host}"
        for path, text in texts().items()
        for host in REGISTRY_HOSTS
        if host in text
    ]
    assert not naming


def test_no_path_of_somebodys_machine() -> None:
    found = {
        str(path): match[0]
        for path, text in texts().items()
        if (match := MACHINE_PATHS.search(text)) and path.name != "test_repository.py"
    }
    assert not found


def test_nothing_generated_is_kept() -> None:
    assert [str(path) for path in files() if GENERATED.search(path.as_posix())] == []


def test_no_number_that_may_be_somebodys() -> None:
    found = {
        str(path): numbers
        for path, text in texts().items()
        if path.name != "test_repository.py" and path.suffix != ".lock"
        if (numbers := unknown_numbers(text))
    }
    assert not found


def test_every_text_is_utf8_with_unix_lines() -> None:
    wrong = [str(path) for path in texts() if not is_clean(path, (shell.ROOT / path).read_bytes())]
    assert not wrong


def is_clean(path: Path, content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    # Spreadsheets only read the accents of a CSV file when it begins with the mark.
    well_begun = path.suffix == ".csv" or not content.startswith(b"\xef\xbb\xbf")
    well_ended = not content or content.endswith(b"\n")
    return well_begun and well_ended and b"\r" not in content


def test_locks_hold_a_hash_for_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "bot/requirements.lock"):
        text = texts()[Path(name)]
        pinned = re.findall(r"^[a-z0-9].*==.*\\$", text, re.MULTILINE)
        unhashed = re.findall(r"^[a-z0-9].*[^\\]$", text, re.MULTILINE)
        assert pinned, name
        assert not unhashed, name


def test_the_licence_is_whole() -> None:
    text = texts()[Path("LICENSE")]
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert re.findall(r"^(\d+)\.", text, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert "Appendix" in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("appelez le 06 39 98 12 34", 0, id="fiction, spaced"),
        pytest.param("+33639981234", 0, id="fiction, E.164"),
        pytest.param("+33 1 99 00 12 34", 0, id="fiction, landline"),
        pytest.param("0 800 47 33 33", 0, id="gas emergencies"),
        pytest.param("06 12 34 56 78", 0, id="plainly made up"),
        pytest.param("le 06" + " 47 19 83 52", 1, id="somebody's mobile"),
        pytest.param("+3364" + "7198352", 1, id="somebody's mobile, E.164"),
        pytest.param("01.44" + ".55.66.77", 1, id="somebody's landline"),
        pytest.param("sha256:0612345678abcdef", 0, id="a hash"),
    ],
)
def test_numbers_are_recognised(text: str, found: int) -> None:
    assert len(unknown_numbers(text)) == found
