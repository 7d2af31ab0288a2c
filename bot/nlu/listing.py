"""Things asked about in one breath: « coupure d'eau et d'électricité » asks two questions."""

from __future__ import annotations

import re

_LINK = r"(?:de |d'|du |des |la |le |les |l'|coupure |panne )*"
_JOINED = r"(?:\s*(?:\+|,|&|/)\s*|\s+(?:et|ou|ni|plus|and|ve|e|y)\s+)"
_THINGS = (
    r"eau chaude|eau|hot water|water|su|água|agua|"
    r"[ée]lectricit[ée]|[ée]lec|courant|lumi[eè]re|electricity|power|elektrik|eletricidade|luz|"
    r"gaz|gas|g[aá]s|chauffage|heating|ascenseur|lift|elevator|asans[öo]r|elevador|"
    r"t[ée]l[ée]|tv|internet"
)
_THING = re.compile(rf"(?<!\w)(?:{_THINGS})(?!\w)", re.IGNORECASE)
_LIST = re.compile(rf"(?<!\w)(?:{_THINGS})(?:{_JOINED}{_LINK}(?:{_THINGS}))+(?!\w)", re.IGNORECASE)


def one_by_one(sentence: str) -> list[str]:
    """Return the sentence once for each thing of a list in it; itself when there is no list.

    « coupure d'eau et gaz demain » gives « coupure d'eau demain » and « coupure d'gaz demain »:
    read by a classifier, not by people.
    """
    found = _LIST.search(sentence)
    if not found:
        return [sentence]
    things = {thing.casefold(): thing for thing in _THING.findall(found.group())}
    before, after = sentence[: found.start()], sentence[found.end() :]
    apart = [f"{before}{thing}{after}" for thing in things.values()]
    return apart if len(apart) > 1 else [sentence]
