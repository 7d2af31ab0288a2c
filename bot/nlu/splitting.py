"""Where one text may hold several questions. Candidates only: the classifier confirms them."""

from __future__ import annotations

import re

from bot.nlu.listing import one_by_one

_QUESTION_WORDS = (
    r"quand|combien|comment|pourquoi|quel(?:le)?s?|qui|o[uù]|jusqu'|"
    r"when|how|who|where|why|what|"
    r"quanto|quando|como|quem|onde|porque|qual|"
    r"ne zaman|kim|nasıl|neden|kaç|nerede|"
    r"cuándo|cuando|cuánto|cuanto|cómo|quién|dónde|"
    r"متى|كم|كيف|أين|وين|من|هل|لماذا|علاش|شكون|فوقاش|وقتاش|واش|"
    r"wa9tach|fo9ach|foukach|ch7al|chkoun|3lach|wach|fin|kifach"
)
_CLAUSE_STARTS = (
    r"est-ce|qu'est-ce|c'est (?:quand|quoi|qui|combien|où|pour)|(?:il )?faut|"
    r"dois-je|puis-je|peut-on|"
    r"(?:je|on) (?:dois|peux|peut|veux|voudrais|doit)|j'ai (?:plus|pas|toujours)|il (?:y a|n'y a)|"
    r"vous (?:allez|pouvez|avez|venez|passez|faites|coupez)|le (?:num|numéro|téléphone|nom)\b"
)
_MARKS = re.compile(r"[?!.;\n+•]+(?=\s|$|[^\W\d])|\s[/&]\s|\s-\s|(?<=\w)\s*،|؟")
_ADDED = re.compile(
    r"\b(?:autre question|autre chose|deuxi[eè]me question|au fait|d'autre part|p\.?s\.?)\b[\s:,]*",
    re.IGNORECASE,
)
_JOINTS = re.compile(
    r"\s*,?\s*(?<!\w)(?:et(?: (?:puis|aussi|sinon))?|puis|sinon|mais"
    r"|aussi(?= (?:vous|il|faut|est-ce|c'est|je|on|quand|qui|combien|comment|où)\b)"
    r"|ou(?= (?:je|il|faut|est-ce))|(?:and )?also|and|e|ve|ayrıca|y|w|و)(?!\w)\s*,?\s*|\s*,\s*",
    re.IGNORECASE,
)
# « l'eau revient quand et … »: a question word before another joint ends its clause.
_NO_JOINT = r"(?= (?!(?:et|puis|aussi|and|ve|e|y|w)\b))"
_UNMARKED = re.compile(
    rf"\s+(?=(?:{_CLAUSE_STARTS}|(?:{_QUESTION_WORDS}){_NO_JOINT})(?!\w))",
    re.IGNORECASE,
)
_ARABIC_JOINED = re.compile(r"\s+(?=و(?:متى|كم|كيف|أين|وين|من|هل|لماذا|علاش|شكون|فوقاش|وقتاش)\b)")
_GOVERNING = re.compile(
    r"(?:\b(?:savoir|sais|savez|dire|dites|c'est|est|sont|depuis|jusqu'à|à|de|pour|par|avec|en|vers|d'ici"
    r"|ce|celui|ceux|celle|quelqu'un|personne|know|tell|until|since|saber|desde|até|hasta|que|qu'|si"
    r"|quand|combien|comment|pourquoi|où|quel(?:le)?s?|when|who|how|where|what|quando|quanto))$",
    re.IGNORECASE,
)
# « le gardien c'est qui »: what is asked about comes first, and what is asked after it.
_NAMED_FIRST = re.compile(
    r"(?:^|[,.;]\s*|\b(?:et|mais|sinon)\s)(?:(?:et|mais|sinon|pour)\s)*"
    r"(?:(?:le|la|les|mon|ma|mes|notre|nos|votre|vos|ce|cette)\s|l')[\w-]+(?:\s[\w-]+){0,2}$",
    re.IGNORECASE,
)
_THEN_ASKED = re.compile(r"\s+(?:c'est|c|ça|ca|sont|est)\s", re.IGNORECASE)
# « l'ascenseur est coupé combien de jours »: the length of what comes before, not another question.
_LENGTH = re.compile(
    r"\s+(?:combien (?:de (?:temps|jours?|semaines?|mois)|d'heures?)"
    r"|how (?:long|many (?:days|hours|weeks))|quanto tempo|quantos dias|quantas horas)(?!\w)",
    re.IGNORECASE,
)
_QUESTION = re.compile(rf"(?<!\w)(?:{_QUESTION_WORDS})(?!\w)", re.IGNORECASE)
_FEWEST_LETTERS = 4
_FEWEST_WORDS = 2
_MOST_CLAUSES = 5

Span = tuple[int, int]


def sentences(text: str) -> list[str]:
    """Return the parts that marks set apart (« ? », « + », a new line), in order; at least one."""
    if len(listed := one_by_one(text.strip())) > 1:
        return [part for each in listed for part in sentences(each)]
    separated = _MARKS.sub(lambda mark: mark.group().strip() + "\x00", text)
    separated = _ADDED.sub("\x00", separated)
    parts = [part.strip(" \t\n,;:+-/&?!.•؟") for part in separated.split("\x00")]
    asking = [part for part in parts if _letters(part) >= _FEWEST_LETTERS]
    return asking if len(asking) > 1 else [text.strip()]


def clauses(sentence: str, most: int = _MOST_CLAUSES) -> list[Span]:
    """Return where the clauses of a sentence lie: what « et », a comma or « quand » may divide.

    A clause has two words at least, a sentence at most five: what is shorter stays with the clause
    before it.
    """
    start, spans = 0, list[Span]()
    for end, following in _joints(sentence):
        if len(spans) == most - 1:
            break
        if end >= start and _is_clause(sentence[start:end]) and _is_clause(sentence[following:]):
            spans.append((start, end))
            start = following
    return [*spans, (start, len(sentence))]


def _joints(sentence: str) -> list[Span]:
    """Return where a clause may end and the next begin, in order."""
    found = [joint.span() for joint in _JOINTS.finditer(sentence)]
    for pattern in (_UNMARKED, _ARABIC_JOINED):
        found += [
            joint.span()
            for joint in pattern.finditer(sentence)
            if not _is_one_question(sentence, joint.start())
        ]
    return sorted(found)


def _is_one_question(sentence: str, joint: int) -> bool:
    """True where the words before a joint govern those after it, or only name what they ask of."""
    before = sentence[:joint]
    if _GOVERNING.search(before):
        return True
    if _LENGTH.match(sentence, joint) and not _QUESTION.search(before):
        return True
    return bool(_NAMED_FIRST.search(before) and _THEN_ASKED.match(sentence, joint))


def _is_clause(part: str) -> bool:
    return len(part.split()) >= _FEWEST_WORDS and _letters(part) > _FEWEST_LETTERS


def _letters(part: str) -> int:
    """Return how many letters a part has; « ok. » or « 3e, » asks nothing by itself."""
    return sum(character.isalpha() for character in part)
