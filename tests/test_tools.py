"""The set-up finds what is really there and names what is missing, on made-up machines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import (
    bootstrap,
    checks,
    debian,
    environments,
    interpreters,
    node_packages,
    shell,
    system_needs,
    uv_tool,
)


def script(path: Path, *lines: str) -> Path:
    """An executable that does what the lines of shell say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)
    return path


def python(path: Path, version: str) -> Path:
    """A stand-in that answers like a Python of that version."""
    return script(path, f'echo "{version.replace(".", " ")} {path}"')


def broken(path: Path) -> Path:
    """A pyenv shim whose version is not chosen: there, executable, and useless."""
    return script(path, 'echo "pyenv: command not found" >&2', "exit 127")


@pytest.fixture(autouse=True)
def _no_apt(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may install anything on the machine it runs on."""
    monkeypatch.setattr(debian, "can_install", lambda: False)


class TestInterpreters:
    def test_the_one_on_path_is_used(self, tmp_path: Path) -> None:
        wanted = python(tmp_path / "bin" / "python3.12", "3.12")
        assert interpreters.find(interpreters.SERVICE, [tmp_path / "bin"], {}) == wanted

    def test_a_shim_is_passed_over_for_the_real_one_beside_it(self, tmp_path: Path) -> None:
        shims = tmp_path / "pyenv" / "shims"
        broken(shims / "python3.10")
        real = python(tmp_path / "pyenv" / "versions" / "3.10.13" / "bin" / "python3.10", "3.10")
        folders = interpreters.search_folders({"PATH": str(shims)}, [tmp_path / "home"])
        assert shims not in folders
        assert interpreters.find(interpreters.RASA, folders, {}) == real

    @pytest.mark.parametrize(
        "place",
        [
            pytest.param(".pyenv/versions/3.10.13", id="pyenv"),
            pytest.param(".local/share/uv/python/cpython-3.10", id="uv"),
            pytest.param(".asdf/installs/python/3.10.13", id="asdf"),
            pytest.param(".local/share/mise/installs/python/3.10.13", id="mise"),
        ],
    )
    def test_version_managers_are_looked_into(self, tmp_path: Path, place: str) -> None:
        real = python(tmp_path / place / "bin" / "python3.10", "3.10")
        folders = interpreters.search_folders({}, [tmp_path])
        assert interpreters.find(interpreters.RASA, [*folders[:-3]], {}) == real

    def test_a_name_that_lies_is_not_believed(self, tmp_path: Path) -> None:
        python(tmp_path / "python3.10", "3.9")
        assert interpreters.find(interpreters.RASA, [tmp_path], {}) is None

    def test_a_broken_one_does_not_hide_a_good_one(self, tmp_path: Path) -> None:
        broken(tmp_path / "first" / "python3.12")
        good = python(tmp_path / "second" / "python3.12", "3.12")
        folders = [tmp_path / "first", tmp_path / "second"]
        assert interpreters.find(interpreters.SERVICE, folders, {}) == good

    def test_the_preferred_version_wins_wherever_it_is(self, tmp_path: Path) -> None:
        python(tmp_path / "first" / "python3.14", "3.14")
        preferred = python(tmp_path / "second" / "python3.12", "3.12")
        folders = [tmp_path / "first", tmp_path / "second"]
        assert interpreters.find(interpreters.SERVICE, folders, {}) == preferred

    def test_the_one_that_is_named_is_used(self, tmp_path: Path) -> None:
        named = python(tmp_path / "mine", "3.10")
        found = interpreters.find(interpreters.RASA, [], {"RASA_PYTHON": str(named)})
        assert found == named

    def test_a_named_one_that_will_not_do_is_refused(self, tmp_path: Path) -> None:
        named = python(tmp_path / "mine", "3.11")
        with pytest.raises(shell.SetupError, match=r"RASA_PYTHON=.*not a working Python 3\.10"):
            interpreters.find(interpreters.RASA, [], {"RASA_PYTHON": str(named)})

    def test_this_interpreter_outside_its_environment_is_real(self) -> None:
        base = Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info[:2])
        assert interpreters.probe(base) == sys.version_info[:2]

    def test_an_environment_is_not_an_interpreter(self) -> None:
        assert interpreters.probe(Path(sys.prefix) / "bin" / "python") is None

    def test_nothing_is_downloaded_where_that_is_forbidden(self, tmp_path: Path) -> None:
        uv = script(tmp_path / "uv", f"touch {tmp_path}/called")
        with pytest.raises(shell.SetupError, match=r"Python 3\.10 is missing .*RASA_PYTHON="):
            interpreters.download(interpreters.RASA, uv, {"UV_PYTHON_DOWNLOADS": "never"})
        assert not (tmp_path / "called").exists()

    def test_a_download_that_fails_names_what_is_missing(self, tmp_path: Path) -> None:
        uv = script(tmp_path / "uv", "exit 1")
        with pytest.raises(shell.SetupError, match=r"Python 3\.12 is missing \(the service\)"):
            interpreters.download(interpreters.SERVICE, uv, {})

    def test_a_download_gives_the_path_uv_tells(self, tmp_path: Path) -> None:
        uv = script(tmp_path / "uv", '[ "$2" = find ] && echo /opt/python3.10', "exit 0")
        assert interpreters.download(interpreters.RASA, uv, {}) == Path("/opt/python3.10")

    def test_all_that_is_missing_is_named_at_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(interpreters, "search_folders", lambda *_: [])
        needs = [interpreters.SERVICE, interpreters.RASA]
        with pytest.raises(shell.SetupError) as refused:
            interpreters.obtain_all(needs, tmp_path / "uv", {"UV_PYTHON_DOWNLOADS": "never"})
        first, second = str(refused.value).splitlines()
        assert "Python 3.12" in first
        assert "Python 3.10" in second


class TestUv:
    @pytest.fixture(autouse=True)
    def _own_tools_folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(uv_tool, "FOLDER", tmp_path / "tools")

    def test_a_recent_one_on_path_is_used(self, tmp_path: Path) -> None:
        uv = script(tmp_path / "bin" / "uv", "echo uv 0.13.9")
        assert uv_tool.obtain({"PATH": str(uv.parent)}, tmp_path) == uv

    @pytest.mark.parametrize(
        "line",
        [
            pytest.param("echo uv 0.4.30", id="old"),
            pytest.param("exit 127", id="shim"),
            pytest.param("echo ultraviolet", id="something else"),
        ],
    )
    def test_one_that_will_not_do_is_passed_over(self, tmp_path: Path, line: str) -> None:
        script(tmp_path / "bin" / "uv", line)
        good = script(tmp_path / ".local" / "bin" / "uv", "echo uv 0.13.9")
        assert uv_tool.obtain({"PATH": str(tmp_path / "bin")}, tmp_path) == good

    def test_without_any_way_to_install_it_one_line_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "executable", str(broken(tmp_path / "python3")))
        with pytest.raises(shell.SetupError, match="uv is missing") as refused:
            uv_tool.obtain({}, tmp_path)
        assert len(str(refused.value).splitlines()) == 1

    def test_without_venv_it_goes_into_a_plain_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on Debian, whose Python may lack ensurepip but have pip."""
        target = tmp_path / "tools" / "uv-packages" / "bin"
        stand_in = script(
            tmp_path / "python3",
            '[ "$2" = venv ] && exit 1',
            f"mkdir -p {target}; printf '#!/bin/sh\\necho uv 0.13.9\\n' >{target}/uv",
            f"chmod +x {target}/uv",
        )
        monkeypatch.setattr(sys, "executable", str(stand_in))
        assert uv_tool.obtain({}, tmp_path) == target / "uv"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project's folder with its locks, made-up."""
    (tmp_path / "bot").mkdir()
    for name in ("requirements.lock", "requirements-dev.lock", "bot/requirements.lock"):
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return tmp_path


class TestEnvironments:
    @pytest.fixture
    def uv(self, tmp_path: Path) -> Path:
        """A stand-in that writes down what it is asked, and makes an empty environment."""
        return script(
            tmp_path / "uv",
            f'echo "$*" >>{tmp_path}/asked',
            '[ "$1" = venv ] || exit 0',
            f"mkdir -p {tmp_path}/.venv/bin",
            f"printf '#!/bin/sh\\necho 3 12\\n' >{tmp_path}/.venv/bin/python",
            f"chmod +x {tmp_path}/.venv/bin/python",
            f"echo VIRTUAL_ENV={tmp_path}/.venv >{tmp_path}/.venv/bin/activate",
        )

    def asked(self, project: Path) -> list[str]:
        return (project / "asked").read_text("utf-8").splitlines()

    def test_packages_come_from_the_lock_by_hash(self, project: Path, uv: Path) -> None:
        environments.make(environments.RUN, uv, Path("/usr/bin/python3.12"), project)
        make, sync, install = self.asked(project)
        assert make.startswith("venv")
        assert "--require-hashes" in sync
        assert sync.endswith(f"{project}/requirements.lock")
        assert "--no-deps" in install

    def test_what_is_up_to_date_is_left_alone(self, project: Path, uv: Path) -> None:
        environments.make(environments.RUN, uv, Path("/usr/bin/python3.12"), project)
        assert environments.is_up_to_date(environments.RUN, project)

    def test_what_the_tests_need_serves_a_run_too_but_not_the_reverse(
        self, project: Path, uv: Path
    ) -> None:
        environments.make(environments.DEVELOP, uv, Path("/usr/bin/python3.12"), project)
        assert environments.is_up_to_date(environments.RUN, project)
        environments.make(environments.RUN, uv, Path("/usr/bin/python3.12"), project)
        assert not environments.is_up_to_date(environments.DEVELOP, project)

    @pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
    def test_a_change_makes_it_stale(self, project: Path, uv: Path, name: str) -> None:
        environments.make(environments.RUN, uv, Path("/usr/bin/python3.12"), project)
        (project / name).write_text("# changed\n", encoding="utf-8")
        assert not environments.is_up_to_date(environments.RUN, project)

    def test_a_changed_lock_keeps_the_environment(self, project: Path, uv: Path) -> None:
        for _ in range(2):
            environments.make(environments.RUN, uv, Path("/usr/bin/python3.12"), project)
        assert [line.split()[0] for line in self.asked(project)].count("venv") == 1

    def test_one_whose_python_is_gone_is_made_anew(self, project: Path, uv: Path) -> None:
        environments.make(environments.RUN, uv, Path("/usr/bin/python3.12"), project)
        (project / ".venv" / "bin" / "python").unlink()
        assert not environments.is_up_to_date(environments.RUN, project)
        assert not environments.is_usable(project / ".venv", interpreters.SERVICE)

    def test_a_failure_is_said_and_leaves_no_stamp(self, project: Path, tmp_path: Path) -> None:
        failing = script(tmp_path / "failing", "exit 2")
        with pytest.raises(shell.SetupError, match="package index"):
            environments.make(environments.RUN, failing, Path("/usr/bin/python3.12"), project)
        assert not environments.is_up_to_date(environments.RUN, project)


class TestNodePackages:
    @pytest.fixture(autouse=True)
    def _own_certificates(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("NODE_EXTRA_CA_CERTS", raising=False)
        monkeypatch.setattr(uv_tool, "SYSTEM_CERTIFICATES", tmp_path / "certificates")

    @pytest.fixture
    def root(self, tmp_path: Path) -> Path:
        """A project's folder with a lock, and a Python that writes down what it is asked."""
        (tmp_path / node_packages.LISTED).mkdir(parents=True)
        for name in node_packages.FILES:
            (tmp_path / node_packages.LISTED / name).write_text("{}\n", encoding="ascii")
        script(
            tmp_path / ".venv/bin/python",
            f'echo "$* trusting $NODE_EXTRA_CA_CERTS" >>{tmp_path}/asked',
        )
        return tmp_path

    def asked(self, root: Path) -> list[str]:
        return (root / "asked").read_text("utf-8").splitlines()

    def test_npm_takes_what_the_lock_has_and_runs_none_of_it(self, root: Path) -> None:
        node_packages.ensure(root)
        [command] = self.asked(root)
        assert " ci --ignore-scripts" in command
        folder = root / node_packages.FOLDER
        assert f"--prefix {folder} " in command
        assert {path.name for path in folder.iterdir()} >= set(node_packages.FILES)

    def test_what_is_up_to_date_is_left_alone_until_the_lock_changes(self, root: Path) -> None:
        for _ in range(2):
            node_packages.ensure(root)
        assert len(self.asked(root)) == 1
        lock = root / node_packages.LISTED / "package-lock.json"
        lock.write_text('{"lockfileVersion": 3}\n', encoding="ascii")
        node_packages.ensure(root)
        assert len(self.asked(root)) == 2

    def test_the_certificates_of_the_machine_are_trusted(
        self, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        uv_tool.SYSTEM_CERTIFICATES.touch()
        node_packages.ensure(root)
        assert self.asked(root)[-1].endswith(f" trusting {uv_tool.SYSTEM_CERTIFICATES}")

        (root / node_packages.FOLDER / environments.STAMP).unlink()
        monkeypatch.setenv("NODE_EXTRA_CA_CERTS", "mine")
        node_packages.ensure(root)
        assert self.asked(root)[-1].endswith(" trusting mine")

    def test_a_failure_is_one_line_and_leaves_no_stamp(
        self, root: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        script(root / ".venv/bin/python", "echo npm error: no way >&2", "exit 1")
        with pytest.raises(shell.SetupError, match="npm registry") as refused:
            node_packages.ensure(root)
        assert len(str(refused.value).splitlines()) == 1
        assert "npm error: no way" in capfd.readouterr().err
        assert not node_packages.is_up_to_date(root)

    def test_the_lock_pins_by_hash_and_names_no_address(self) -> None:
        listed = shell.ROOT / node_packages.LISTED
        wanted = json.loads((listed / "package.json").read_text("utf-8"))["dependencies"]
        locked = json.loads((listed / "package-lock.json").read_text("utf-8"))["packages"]
        assert locked.pop("")["dependencies"] == wanted
        assert {f"node_modules/{name}" for name in wanted} <= set(locked)
        for name, package in locked.items():
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name


class TestSystemNeeds:
    def test_the_newest_postgresql_is_used(self, tmp_path: Path) -> None:
        for version in ("9", "15", "16"):
            for name in ("initdb", "pg_ctl"):
                script(tmp_path / version / "bin" / name)
        assert system_needs.find_postgres(tmp_path) == tmp_path / "16" / "bin"

    def test_a_client_without_server_is_not_enough(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        script(tmp_path / "15" / "bin" / "psql")
        monkeypatch.setenv("PATH", str(tmp_path))
        assert system_needs.find_postgres(tmp_path) is None

    def test_chromium_on_path(self, tmp_path: Path) -> None:
        chromium = script(tmp_path / "chromium")
        assert system_needs.find_chromium({"PATH": str(tmp_path)}, tmp_path) == chromium

    def test_chromium_of_playwright(self, tmp_path: Path) -> None:
        chromium = script(tmp_path / ".cache/ms-playwright/chromium-1200/chrome-linux64/chrome")
        assert system_needs.find_chromium({"PATH": ""}, tmp_path) == chromium

    def test_chromium_by_its_path(self, tmp_path: Path) -> None:
        named = {system_needs.CHROMIUM: str(script(tmp_path / "mine")), "PATH": ""}
        assert system_needs.find_chromium(named, tmp_path) == tmp_path / "mine"
        assert (
            system_needs.find_chromium({**named, system_needs.CHROMIUM: "/none"}, tmp_path) is None
        )

    def test_each_missing_need_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(system_needs.POSTGRES_URL, raising=False)
        monkeypatch.setattr(system_needs, "find_postgres", lambda: None)
        monkeypatch.setattr(system_needs, "find_chromium", lambda *_: None)
        with pytest.raises(shell.SetupError) as refused:
            system_needs.ensure()
        assert [line.split()[0] for line in str(refused.value).splitlines()] == [
            "PostgreSQL",
            "Chromium",
        ]

    def test_a_given_server_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(system_needs.POSTGRES_URL, "postgresql://palier@db/postgres")
        monkeypatch.setattr(system_needs, "find_postgres", lambda: None)
        assert "postgresql" not in system_needs.missing_packages()


class TestCommands:
    @pytest.mark.parametrize("arguments", [[], ["everything"]], ids=["none", "unknown"])
    def test_a_wrong_step_is_refused_by_name(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert bootstrap.main(arguments) == 2
        assert "run, develop, system, lock" in capsys.readouterr().err

    def test_what_is_missing_is_told_and_ends_in_failure(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(
            system_needs, "missing_packages", lambda: {"chromium": "Chromium is missing: get it"}
        )
        assert bootstrap.main(["system"]) == 1
        assert capsys.readouterr().err == "palier: Chromium is missing: get it\n"

    def test_every_check_is_run_and_one_failure_fails_the_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(shell, "ROOT", tmp_path)
        bad = checks.Check("first", ("false",))
        good = checks.Check("second", ("true",))
        assert checks.run((((bad, good),), ((good,),))) == 1
        told = "first: failed (0 s); second: passed (0 s); second: passed (0 s)"
        assert told in capsys.readouterr().err
        assert checks.run((((good,), (good,)),)) == 0
        assert checks.run((((good,), (bad,)),)) == 1

    def test_the_makefile_says_when_no_python_runs(self, tmp_path: Path) -> None:
        """With shims first on PATH and nothing behind them, one line says what to install."""
        for name in ("python3", "python"):
            broken(tmp_path / name)
        told = subprocess.run(
            ["/usr/bin/make", "setup", "BOOT="],
            cwd=shell.ROOT,
            env={"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode != 0
        assert "Python 3.8 or newer is missing" in told.stderr

    def test_help_lists_every_public_target(self) -> None:
        makefile = (shell.ROOT / "Makefile").read_text("utf-8")
        phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY"))
        told = shell.ask(["make", "-C", shell.ROOT, "--no-print-directory", "help"]) or ""
        listed = [line.split()[1] for line in told.splitlines()]
        assert listed == phony.split()[1:]

    def test_the_set_up_needs_nothing_but_the_standard_library(self) -> None:
        """It runs before anything is installed: with no site-packages at all."""
        done = subprocess.run(
            [sys.executable, "-S", "-W", "error", "-m", "tools.bootstrap", "unknown"],
            cwd=shell.ROOT,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (2, "")
