"""Words that sound alike, told apart by the words beside them, and only where that is sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.nlu.spelling.tables import folded, table
from bot.nlu.spelling.tokens import Token


@dataclass(frozen=True)
class Around:
    """A word between its neighbours; "" where a mark or the end of the text stands."""

    before: str
    key: str
    after: str
    before_that: str = ""


def told_apart(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with « sa », « ces », « é »… written as what they stand for."""
    done = list(tokens)
    for place, token in enumerate(done):
        rule = None if token.settled else _RULES.get(token.key)
        rule = rule or _ending(token)
        if rule is None:
            continue
        plain = rule(_around(done, place), token.plain)
        if plain is not None:
            done[place] = token._replace(plain=plain, key=folded(plain))
    return done


def _around(tokens: Sequence[Token], place: int) -> Around:
    before = _neighbour(tokens, place, -1)
    return Around(
        _last(tokens, before),
        tokens[place].key,
        _first(tokens, _neighbour(tokens, place, 1)),
        _before_that(tokens, before),
    )


def _before_that(tokens: Sequence[Token], before: int | None) -> str:
    """Return the word before the word before; a hyphen as itself: « rendez-vous reporté »."""
    if before and tokens[before - 1].plain == "-":
        return "-"
    return "" if before is None else _last(tokens, _neighbour(tokens, before, -1))


def _neighbour(tokens: Sequence[Token], place: int, step: int) -> int | None:
    """Return where the next word on one side is; only a blank may stand between."""
    place += step
    if 0 <= place < len(tokens) and tokens[place].plain == " ":
        place += step
    return place if 0 <= place < len(tokens) and tokens[place].is_word else None


def _last(tokens: Sequence[Token], place: int | None) -> str:
    return "" if place is None else tokens[place].key.rpartition(" ")[2]


def _first(tokens: Sequence[Token], place: int | None) -> str:
    return "" if place is None else tokens[place].key.partition(" ")[0]


_Rule = Callable[[Around, str], "str | None"]


def _ca(around: Around, _plain: str) -> str | None:
    """« sa marche pas » is « ça marche pas »; « sa fille » stays."""
    if around.after in _LISTS["ca_next"]:
        return "ça"
    said = not around.after or around.after in ("que", "qui", "qu'", "qu'il", "qu'on")
    return "ça" if said and around.before in _LISTS["ca_before"] else None


def _ce(around: Around, _plain: str) -> str | None:
    """« se matin » is « ce matin »."""
    return "ce" if around.after in _LISTS["ce_next"] else None


def _se(around: Around, _plain: str) -> str | None:
    """« ça ce passe » is « ça se passe »."""
    reflexive = around.after in _LISTS["se_next"] and around.before in _LISTS["se_before"]
    return "se" if reflexive else None


def _cest(around: Around, _plain: str) -> str | None:
    """« ses quand », « ces pas normal » are « c'est »; « ces bons » stays."""
    return "c'est" if around.after in _LISTS["cest_next"] else None


def _sait(around: Around, _plain: str) -> str | None:
    """« sait quand ? » at the beginning is « c'est quand ? »."""
    return "c'est" if not around.before and around.after in _LISTS["cest_next"] else None


def _est_or_et(around: Around, plain: str) -> str | None:
    """« é » alone: « l'eau é coupé », « lundi é mardi »."""
    if plain.lower() not in ("é", "è"):
        return None
    if around.after in _LISTS["et_next"]:
        return "et"
    after_noun = around.after in _LISTS["est_next"] or around.after in _LISTS["participles"]
    return "est" if after_noun or around.before in _LISTS["est_before"] else "et"


def _peut(around: Around, _plain: str) -> str | None:
    """« on peu » is « on peut », « je peu » is « je peux »; « un peu » stays."""
    if around.before.rpartition("'")[2] in _LISTS["people"]:
        return "peut"
    return "peux" if around.before in ("je", "tu") else None


def _doit(around: Around, _plain: str) -> str | None:
    """« on dois » is « on doit »."""
    return "doit" if around.before.rpartition("'")[2] in ("on", "il", "elle") else None


def _veut(around: Around, _plain: str) -> str | None:
    """« on veux », « il ve » are « veut »."""
    return "veut" if around.before in ("on", "il", "elle", "qui") else None


def _ve(around: Around, plain: str) -> str | None:
    """« je ve » is « je veux »: alone it is nothing we know."""
    return "veux" if around.before in ("je", "tu") else _veut(around, plain)


def _viens(around: Around, _plain: str) -> str | None:
    """« je vient » is « je viens »."""
    return "viens" if around.before in ("je", "tu") else None


def _vois(around: Around, _plain: str) -> str | None:
    """« je voir plus » is « je vois plus »."""
    return "vois" if around.before in ("je", "tu") else None


def _faites(around: Around, _plain: str) -> str | None:
    """« vous faite », « vous fête » are « vous faites »."""
    return "faites" if around.before == "vous" else None


def _mais(around: Around, plain: str) -> str | None:
    """« mé vous venez » is « mais », « mé clés » is « mes »."""
    if plain.lower() not in ("mé", "mè"):
        return None
    opens = not around.before or around.after in _LISTS["et_next"] | _LISTS["people"]
    return "mais" if opens or around.after in _LISTS["asks"] else "mes"


def _au(around: Around, _plain: str) -> str | None:
    """« o boulot », « o 4em » are « au »."""
    placed = around.after[:1].isdigit() or around.after in _LISTS["after_au"]
    return "au" if placed and around.before not in ("d'", "l'", "de") else None


def _vo(_around: Around, _plain: str) -> str | None:
    return "vos"


def _ending(token: Token) -> _Rule | None:
    """Return the rule for verbs whose é and er sound alike, for the listed verbs only."""
    if token.settled or token.key not in _VERBS:
        return None
    return _er_or_e


def _er_or_e(around: Around, plain: str) -> str | None:
    """« j'ai appeler » is « j'ai appelé », « faut vidé » is « faut vider »; else it stays."""
    infinitive = _VERBS[around.key]
    tail = around.before.rpartition("'")[2]
    if tail in _LISTS["after_have"] and plain == infinitive:
        return infinitive[:-2] + "é"
    if around.before in _LISTS["after_may"] and not plain.endswith("er"):
        return infinitive
    asked = around.before_that in _LISTS["asks"] or not around.before_that
    if around.before == "vous" and asked and not plain.endswith("ez"):
        return infinitive[:-2] + "ez"
    return None


_LISTS = {kind: frozenset(map(folded, words.split())) for kind, words in table("context").items()}
_VERBS = {
    folded(verb[:-2]) + ending: verb
    for verb in table("context")["participles"].split()
    for ending in ("er", "e", "ez")
}
_RULES: dict[str, _Rule] = {
    "sa": _ca, "se": _ce, "ce": _se, "ses": _cest, "ces": _cest, "sait": _sait, "e": _est_or_et,
    "peu": _peut, "peux": _peut, "dois": _doit, "veux": _veut, "ve": _ve, "vient": _viens,
    "voir": _vois, "me": _mais, "o": _au, "vo": _vo,
    "faite": _faites, "fait": _faites, "fete": _faites,
}  # fmt: skip
