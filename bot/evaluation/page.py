"""The page of an evaluation: ``docs/evaluation.md``, written anew by ``make eval``."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bot.evaluation.judging import Judged, by_topic, figures, share
from bot.evaluation.promises import PROMISES
from bot.evaluation.sets import SETS

MOST_CONFUSED: Final = 25

BEGIN: Final = "<!-- figures: written by `make eval`, do not edit below -->"
END: Final = "<!-- end of the figures -->"


def renewed(page: str, judged: Sequence[Judged], picture: str) -> str:
    """The page with its figures replaced; what is written around them stays."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{written(judged, picture)}\n{END}{after}"


def written(judged: Sequence[Judged], picture: str) -> str:
    """All figures as Markdown."""
    found = figures(judged)
    parts = [
        _promises(found),
        _sets(judged),
        f"## Confusions\n\n![Which topic was taken for which]({picture})\n\n{_confused(judged)}",
        f"## By topic\n\n{_topics(judged)}",
    ]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _promises(found: Mapping[str, float]) -> str:
    rows = [
        (
            promise.title,
            f"{found[promise.figure]:.1%}",
            f"{'≤' if promise.is_most else '≥'} {promise.bound:.0%}",
            "yes" if promise.is_kept(found) else "**no**",
        )
        for promise in PROMISES
    ]
    others = (
        ("French, best topic and sure enough to answer", "french_answered"),
        ("emergencies of the right kind", "emergency_kinds"),
        ("near misses put on their topic", "near_misses"),
        ("ordinary questions taken for emergencies", "harmless_firing"),
    )
    rows += [(title, f"{found[name]:.1%}", "", "") for title, name in others]
    return table(("measured", "value", "promised", "kept"), rows)


def _sets(judged: Sequence[Judged]) -> str:
    rows = []
    for name in SETS:
        of_file = [row for row in judged if row.case.set == name]
        for language in sorted({row.case.language for row in of_file}):
            those = [row for row in of_file if row.case.language == language]
            right = share(those, lambda row: row.found)
            rows.append((name, language, str(len(those)), f"{right:.0%}"))
    return "## By set and language\n\n" + table(("set", "language", "messages", "right"), rows)


def _confused(judged: Sequence[Judged]) -> str:
    wrong = Counter(
        (row.case.topics[0], row.first)
        for row in judged
        if len(row.case.topics) == 1 and not row.is_right
    )
    rows = [
        (f"`{meant}`", f"`{seen}`", str(count))
        for (meant, seen), count in sorted(wrong.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return table(("meant", "understood", "times"), rows[:MOST_CONFUSED])


def _topics(judged: Sequence[Judged]) -> str:
    rows = []
    for topic, those in sorted(by_topic(judged).items()):
        right = share(those, lambda row: row.is_right)
        answered = share(those, lambda row: row.is_answered_right)
        rows.append((f"`{topic}`", str(len(those)), f"{right:.0%}", f"{answered:.0%}"))
    head = ("topic", "messages", "best topic right", "and answered")
    return table(head, rows)
