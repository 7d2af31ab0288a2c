"""The documentation keeps up: settings, commands and columns are told, links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from broadcaster.__main__ import palier
from broadcaster.settings import Settings
from tools import shell

OPERATORS = shell.ROOT / "docs" / "operators.md"
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")
DOCUMENTS = sorted(
    [*shell.ROOT.glob("*.md"), *(shell.ROOT / "docs").rglob("*.md")],
    key=lambda path: path.as_posix(),
)


def read(path: Path) -> str:
    return path.read_text("utf-8")


def headings(path: Path) -> list[str]:
    outside_code = re.sub(r"^```.*?^```", "", read(path), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"^#+ (.+?)\s*$", outside_code, re.MULTILINE)


def anchor(heading: str) -> str:
    """How a heading is addressed, as on the usual forges."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def commands(group: click.Command, name: str = "palier") -> Iterator[tuple[str, click.Command]]:
    if not isinstance(group, click.Group):
        return
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        yield f"{name} {word}", command
        yield from commands(command, f"{name} {word}")


def test_every_setting_has_its_heading_and_no_other_does() -> None:
    told = {heading for heading in headings(OPERATORS) if heading.startswith("PALIER_")}
    assert told == {f"PALIER_{field.upper()}" for field in Settings.model_fields}


def test_every_default_is_told() -> None:
    """A plain default is written in the section of its setting."""
    sections = dict(re.findall(r"^### (PALIER_\w+)\n(.*?)(?=^##)", read(OPERATORS), re.M | re.S))
    untold = [
        name
        for name, field in Settings.model_fields.items()
        if field.default is not None
        and f"`{field.default}`" not in sections[f"PALIER_{name.upper()}"]
    ]
    assert untold == []


def test_every_command_has_its_heading_and_no_other_does() -> None:
    told = {heading for heading in headings(OPERATORS) if heading.startswith("palier ")}
    assert told == {name for name, _ in commands(palier)}


def test_every_option_is_told() -> None:
    sections = dict(
        re.findall(r"^### (palier [\w -]+)\n(.*?)(?=^##)", read(OPERATORS), re.M | re.S)
    )
    untold = [
        f"{name} {option}"
        for name, command in commands(palier)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--") and f"`{option}`" not in sections[name]
    ]
    assert untold == []


@pytest.mark.parametrize(
    ("file", "section"),
    [
        pytest.param("register/importing/household_columns.yml", "Households", id="households"),
        pytest.param("works/importing/columns.yml", "Works", id="works"),
    ],
)
def test_every_column_of_a_file_is_told(file: str, section: str) -> None:
    """By the title we propose, in the same order, and as needed where it is."""
    columns = yaml.safe_load(read(shell.ROOT / "broadcaster" / file)).values()
    described = [
        (column["titles"][0].casefold(), "yes" if column.get("required") else "")
        for column in columns
    ]
    part = re.split(r"^##+ ", read(OPERATORS).split(f"### {section}\n")[1], flags=re.M)[0]
    told = re.findall(r"^\| `([^`]+)` \| (\w*) ?\|", part, re.MULTILINE)
    assert [(title.casefold(), needed) for title, needed in told] == described


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.relative_to(shell.ROOT).as_posix()
)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for link in LINK.findall(read(path)):
        target, _, part = link.partition("#")
        led_to = path.parent / target if target else path
        if not led_to.exists() or (part and part not in map(anchor, headings(led_to))):
            broken.append(link)
    assert broken == []


def test_every_picture_is_described() -> None:
    undescribed = [path.name for path in DOCUMENTS if re.search(r"!\[\s*\]\(", read(path))]
    assert undescribed == []


def test_the_readme_promises_two_commands_that_exist() -> None:
    promised = re.findall(r"^    make (\w+)$", read(shell.ROOT / "README.md"), re.MULTILINE)
    assert promised == ["run", "test"]
    targets = re.findall(r"^(\w+):.*## ", read(shell.ROOT / "Makefile"), re.MULTILINE)
    assert {"run", "test"} <= set(targets)


def test_every_make_target_that_is_told_exists() -> None:
    targets = set(re.findall(r"^(\w+):", read(shell.ROOT / "Makefile"), re.MULTILINE))
    everything = "\n".join(map(read, DOCUMENTS))
    told = set(re.findall(r"(?:`|^    |&& )make (\w+)", everything, re.MULTILINE))
    assert told
    assert told <= targets


def test_decisions_are_one_page_of_one_form_and_listed() -> None:
    folder = shell.ROOT / "docs" / "adr"
    pages = sorted(folder.glob("0*.md"))
    listed = LINK.findall(read(folder / "README.md"))
    assert [page.name for page in pages] == listed
    for page in pages:
        assert headings(page)[1:] == ["Context", "Decision", "Consequences"], page.name
        assert len(read(page).splitlines()) <= 50, page.name


def test_continuous_integration_runs_the_same_tests() -> None:
    script = shell.ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert read(script).rstrip().endswith("exec make test")


def test_the_changelog_knows_this_version() -> None:
    assert headings(shell.ROOT / "CHANGELOG.md")[1] == "[Unreleased]"
