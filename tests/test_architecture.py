"""The rooms: imports run one way, modules and functions stay small."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import shell

PACKAGES = ("broadcaster", "bot", "tools")
MODULE_LINES = 300
FUNCTION_LINES = 40

CORE = (
    "errors",
    "bulk",
    "database",
    "late_turn",
    "sqlite_calls",
    "clock",
    "french",
    "settings",
    "pages",
    "tables",
    "tabular",
    "schema",
    "wording",
    "requests",
)
"""Modules of ``broadcaster`` that every room may use."""

# The rooms of broadcaster, each with the rooms it may import. What isn't listed is forbidden.
_FACTS = frozenset({"register", "works", "help", "answers"})
MAY_IMPORT: dict[str, frozenset[str]] = {
    "mail": frozenset(),
    "staff": frozenset(),
    "register": frozenset({"staff"}),
    "works": frozenset({"register", "staff"}),
    "help": frozenset({"register", "staff", "works"}),
    "answers": frozenset({"register", "staff"}),
    "sending": _FACTS | {"staff"},
    "campaigns": _FACTS | {"staff", "sending"},
    "conversations": _FACTS | {"staff", "sending", "mail"},
    "learning": _FACTS | {"staff", "sending", "conversations"},
    "reports": _FACTS | {"staff", "sending", "campaigns", "conversations", "learning"},
    "webhooks": _FACTS | {"staff", "sending", "conversations"},
    "api": _FACTS | {"staff", "sending", "campaigns", "conversations", "learning", "webhooks"},
    "console": _FACTS
    | {"staff", "mail", "sending", "campaigns", "conversations", "learning", "reports", "webhooks"},
    "local_twilio": frozenset(),
    "demo": _FACTS,
}
WIRING = frozenset({"app", "cli", "__main__"})
"""Where everything is put together: may import any room, and is imported by none of them."""

BOT_MAY_IMPORT = _FACTS | {"conversations", "learning", "sending"}

# Modules the classifier's plain part is imported from in both environments.
NLU_COMPONENTS = "components"
# Plain modules that only ever run in Rasa's own environment.
RASA_SIDE = frozenset({"launcher", "standins"})


def modules(*packages: str) -> list[Path]:
    found = (path for package in packages for path in (shell.ROOT / package).rglob("*.py"))
    return sorted(path.relative_to(shell.ROOT) for path in found if ".venv" not in path.parts)


def source(path: Path) -> str:
    return (shell.ROOT / path).read_text("utf-8")


def written_modules() -> list[Path]:
    """Every module but the migrations, which Alembic writes as long lists of statements."""
    return [path for path in modules(*PACKAGES) if "versions" not in path.parts]


def plain_nlu_modules() -> list[Path]:
    return [
        path
        for path in modules("bot/nlu")
        if NLU_COMPONENTS not in path.parts and path.stem not in RASA_SIDE
    ]


def size(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each module a file imports, with the line; ``from a import b`` counts as ``a.b``."""
    for node in ast.walk(ast.parse(source(path))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: import by the full name"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def room_of(dotted: str) -> str:
    """The room a dotted name of ``broadcaster`` or ``bot`` lies in."""
    return dotted.split(".")[1]


def room_of_file(path: Path) -> str:
    return path.parts[1].removesuffix(".py")


def wrong_room_imports(path: Path) -> list[str]:
    room = room_of_file(path)
    if room in WIRING or room in ("__init__", "tables", "migrations"):
        return []
    allowed = MAY_IMPORT.get(room, frozenset()) | {room, *CORE}
    return [
        f"{path}:{line} imports {name}"
        for line, name in imports(path)
        if name.startswith("bot.")
        or (name.startswith("broadcaster.") and room_of(name) not in allowed)
    ]


def test_rooms_of_the_broadcaster_import_one_way() -> None:
    assert not [wrong for path in modules("broadcaster") for wrong in wrong_room_imports(path)]


def test_every_module_lies_in_a_known_room() -> None:
    known = {*MAY_IMPORT, *WIRING, *CORE, "__init__", "migrations"}
    assert {room_of_file(path) for path in modules("broadcaster")} <= known


def test_the_bot_imports_only_what_it_answers_from() -> None:
    allowed = BOT_MAY_IMPORT | {*CORE}
    assert not [
        f"{path}:{line} imports {name}"
        for path in modules("bot")
        for line, name in imports(path)
        if name.startswith("broadcaster.") and room_of(name) not in allowed
    ]


def test_understanding_knows_nothing_of_the_rest() -> None:
    """It runs in Rasa's process, which must never hold what the register knows."""
    assert not [
        f"{path}:{line} imports {name}"
        for path in modules("bot/nlu")
        for line, name in imports(path)
        if name.split(".")[0] == "broadcaster"
        or (name.startswith("bot.") and room_of(name) != "nlu")
    ]


def test_plain_understanding_needs_only_python() -> None:
    """Both environments import it: Python 3.10 with Rasa's packages, and the service's."""
    assert not [
        f"{path}:{line} imports {name}"
        for path in plain_nlu_modules()
        for line, name in imports(path)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names and top != "bot"
    ]


def test_modules_stay_small() -> None:
    """A longer one becomes a folder of the same name."""
    sizes = {path: len(source(path).splitlines()) for path in written_modules()}
    assert {str(path): size for path, size in sizes.items() if size > MODULE_LINES} == {}


def test_functions_stay_small() -> None:
    assert not [
        f"{path}:{node.lineno} {node.name} has {size(node)} lines"
        for path in written_modules()
        for node in ast.walk(ast.parse(source(path)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and size(node) > FUNCTION_LINES
    ]


def test_nothing_is_caught_blindly() -> None:
    """A bare ``except:`` hides what nobody thought of, Ctrl-C included."""
    assert not [
        f"{path}:{node.lineno}"
        for path in written_modules()
        for node in ast.walk(ast.parse(source(path)))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]


def test_a_wrong_import_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules above can fail: a room that looks up, and one that knows the bot."""
    path = Path("broadcaster/register/homes.py")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(
        "from broadcaster.console import app\nimport bot.inbox\nimport broadcaster.clock\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(shell, "ROOT", tmp_path)
    assert wrong_room_imports(path) == [
        f"{path}:1 imports broadcaster.console.app",
        f"{path}:2 imports bot.inbox",
    ]
