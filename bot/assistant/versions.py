"""Versions: the models trained from what staff reviewed, and which model runs.

They lie in the data folder, not in ``models/``: such a model holds words that tenants wrote.
Version 0 is the model of the shipped data, wherever it is trained.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from bot.nlu.model_files import training_fingerprint
from broadcaster.errors import PalierError

SHIPPED = 0
"""The number of the model of the shipped data alone."""


class VersionsUnreadableError(PalierError):
    """The list of models, learned/versions.json in the data folder, cannot be read. Delete it to
    go back to the shipped model."""


class NoVersionBeforeError(PalierError):
    """No other model ran before this one: there is nothing to go back to."""


@dataclass(frozen=True, slots=True)
class Version:
    """A model that was trained."""

    number: int
    trained_at: datetime
    shipped: str  # fingerprint of the shipped data and code it was trained with
    examples: int  # all of them
    learned: int  # of which from staff's review
    figures: Mapping[str, float] = field(default_factory=dict)
    forced: bool = False  # runs although it is worse, or was not measured


@dataclass(frozen=True, slots=True)
class State:
    """What ``versions.json`` holds."""

    runs: int = SHIPPED
    ran_before: Sequence[int] = ()  # the latest last
    versions: Sequence[Version] = ()
    shipped_figures: Mapping[str, float] = field(default_factory=dict)

    def version(self, number: int) -> Version | None:
        """One version; None for the shipped one and those that are no longer kept."""
        return next((one for one in self.versions if one.number == number), None)


class Versions:
    """The folder of learned models."""

    def __init__(self, folder: Path) -> None:
        """Take the folder ``learned`` of the data folder."""
        self.folder = folder
        self._file = folder / "versions.json"

    def state(self) -> State:
        """What there is; raise VersionsUnreadableError."""
        try:
            return _state(json.loads(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return State()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VersionsUnreadableError from error

    @property
    def examples_path(self) -> Path:
        """What the next training learns beside the shipped data."""
        return self.folder / "nlu.yml"

    def model_path(self, number: int) -> Path:
        """Where a version's model is."""
        return self.folder / "models" / f"palier-{number:04}.tar.gz"

    def learned_path(self, number: int) -> Path:
        """What a version learned, kept beside its model."""
        return self.folder / "models" / f"palier-{number:04}.yml"

    def next_number(self) -> int:
        """The number of the next version; none is given twice."""
        state = self.state()
        used = [one.number for one in state.versions] + [state.runs, *state.ran_before, SHIPPED]
        return max(used) + 1

    def running_model(self, shipped: str) -> Path | None:
        """The model of the version that runs; None when the shipped one does.

        A model of another release (``shipped`` is this one's fingerprint) is not used: its code
        and topics may have changed.
        """
        state = self.state()
        version = state.version(state.runs)
        if version is None or version.shipped != shipped:
            return None
        path = self.model_path(version.number)
        return path if path.is_file() else None

    def add(self, version: Version) -> None:
        """A new version runs from now on."""
        state = self.state()
        self._write(replace(_running(state, version.number), versions=(*state.versions, version)))

    def run_shipped(self) -> None:
        """The model of the shipped data runs from now on, where another one did."""
        state = self.state()
        if state.runs != SHIPPED:
            self._write(_running(state, SHIPPED))

    def measured_shipped(self, figures: Mapping[str, float]) -> None:
        """Keep the figures of the shipped model, to be listed."""
        self._write(replace(self.state(), shipped_figures=figures))

    def back(self) -> int:
        """What ran before runs again; its number. Raises NoVersionBeforeError."""
        state = self.state()
        kept = {one.number for one in state.versions} | {SHIPPED}
        before = [number for number in state.ran_before if number in kept]
        if not before:
            raise NoVersionBeforeError
        self._write(replace(state, runs=before[-1], ran_before=tuple(before[:-1])))
        return before[-1]

    def prune(self, keep: int) -> list[int]:
        """Delete all but the newest ``keep`` versions, never the one that runs; their numbers."""
        state = self.state()
        newest = sorted(state.versions, key=lambda one: one.number)[-keep:]
        kept = {one.number for one in newest} | {state.runs}
        gone = [one.number for one in state.versions if one.number not in kept]
        left = tuple(one for one in state.versions if one.number in kept)
        before = tuple(one for one in state.ran_before if one in kept | {SHIPPED})
        self._write(replace(state, versions=left, ran_before=before))
        for number in gone:
            self.model_path(number).unlink(missing_ok=True)
            self.learned_path(number).unlink(missing_ok=True)
        return gone

    def _write(self, state: State) -> None:
        """Replace the file in one step: a service that reads it meanwhile finds it whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        content = asdict(state)
        for one in content["versions"]:
            one["trained_at"] = one["trained_at"].isoformat()
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
        new.replace(self._file)


def versions_of(data_dir: Path) -> Versions:
    """The versions of a data folder."""
    return Versions(data_dir.resolve() / "learned")


def running_model(root: Path, data_dir: Path) -> Path | None:
    """The learned model that runs, if it is of the present release; None for the shipped one."""
    return versions_of(data_dir).running_model(training_fingerprint(root))


def _running(state: State, number: int) -> State:
    if number == state.runs:
        return state
    return replace(state, runs=number, ran_before=(*state.ran_before, state.runs))


def _state(content: Mapping[str, object]) -> State:
    listed = content["versions"]
    if not isinstance(listed, list):
        raise TypeError
    versions = tuple(
        Version(**one | {"trained_at": datetime.fromisoformat(one["trained_at"])}) for one in listed
    )
    runs, before, shipped = (content[name] for name in ("runs", "ran_before", "shipped_figures"))
    if not (isinstance(runs, int) and isinstance(before, list) and isinstance(shipped, dict)):
        raise TypeError
    return State(runs, tuple(before), versions, shipped)
