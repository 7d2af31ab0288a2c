"""Figures of a model on the evaluation set, and whether a new one is good enough to take over."""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, float]
"""Shares from 0 to 1, and ``messages``: how many were asked."""

COUNT = "messages"
LOWER_IS_BETTER = frozenset({"near_misses_firing", "harmless_firing"})
NEVER_WORSE = frozenset({"emergencies"})
"""What no margin excuses."""

MARGIN = 0.01
"""How much worse a new model may be in any other figure: ten messages of a thousand."""

_NOISE = 1e-9


@dataclass(frozen=True, slots=True)
class Comparison:
    """The running model beside the new one."""

    running: Figures
    new: Figures
    margin: float = MARGIN

    @property
    def worse(self) -> list[str]:
        """The figures in which the new model is worse by more than the margin allows."""
        return [name for name in self.names if self._loss(name) > self._allowed(name) + _NOISE]

    @property
    def names(self) -> list[str]:
        """The figures both have, in the running model's order."""
        return [name for name in self.running if name in self.new and name != COUNT]

    def _loss(self, name: str) -> float:
        loss = self.running[name] - self.new[name]
        return -loss if name in LOWER_IS_BETTER else loss

    def _allowed(self, name: str) -> float:
        return 0.0 if name in NEVER_WORSE else self.margin

    def table(self, running: str, new: str) -> str:
        """Both, to be read; « worse » stands beside what forbids the change."""
        width = max(map(len, ["figure", *self.names]))
        columns = max(8, len(running), len(new))
        lines = [f"{'figure':{width}}  {running:>{columns}}  {new:>{columns}}  change"]
        for name in self.names:
            before, after = self.running[name], self.new[name]
            mark = "  worse" if name in self.worse else ""
            shares = f"{before:>{columns}.1%}  {after:>{columns}.1%}"
            lines.append(f"{name:{width}}  {shares}  {100 * (after - before):+.1f}{mark}")
        return "\n".join(lines)


def one_line(figures: Figures) -> str:
    """The figures of one model in a line: « french 93.0 %, … »."""
    shares = [f"{name} {100 * value:.1f} %" for name, value in figures.items() if name != COUNT]
    return ", ".join(shares) or "not measured"
