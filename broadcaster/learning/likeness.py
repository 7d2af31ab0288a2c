"""Likeness of texts: TF-IDF over pieces of words, without any model.

The service has no numerical library and gets none for this. Pieces of three and four letters see
through spelling (« kan », « quand »; « chaufage », « chauffage ») as words would not. What the
assistant guessed counts too: it read the meaning with its own model when the message came, so two
texts without a common word still meet when it was torn between the same topics.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PIECES = (3, 4)
"""Letters of a piece of a word."""

GUESSES_SHARE = 0.3
"""What the guesses count beside the letters."""

ALIKE = 0.35
"""Likeness from which two texts are shown together.

On 400 training examples of all 95 topics, written not to resemble each other, 78 % of the texts in
groups then share the topic of most of their group (0.30: 70 %, 0.45: all, but hardly any group).
Staff see every text and untick those that do not belong.
"""

COMMON = 0.25
"""A piece in more than this share of the texts (and in more than a few) tells nothing."""

FEW = 20

Vector = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Likened:
    """A text to be compared, with what it was taken for."""

    text: str
    guesses: Mapping[str, float] = field(default_factory=dict)  # topic → confidence


def grouped(texts: Sequence[Likened], alike: float = ALIKE) -> list[list[int]]:
    """The positions of texts, in groups of similar ones: biggest groups first.

    Whoever has the most neighbours leads a group of all that are still free. A chain of small
    likenesses (as single linkage follows) never joins two topics. The same texts give the same
    groups.
    """
    near = _neighbours(texts, alike)
    free = set(range(len(texts)))
    groups: list[list[int]] = []
    for leader in sorted(free, key=lambda one: (-len(near[one]), one)):
        if leader in free:
            members = [leader, *sorted((near[leader] & free) - {leader})]
            groups.append(members)
            free -= set(members)
    return sorted(groups, key=lambda group: (-len(group), group[0]))


def _neighbours(texts: Sequence[Likened], alike: float) -> list[set[int]]:
    """For each text, those it is like."""
    letters = _weighted([_pieces(one.text) for one in texts])
    guesses = [_unit(one.guesses) for one in texts]
    near: list[set[int]] = [set() for _ in texts]
    for (first, second), product in _products(letters, guesses).items():
        if product >= alike:
            near[first].add(second)
            near[second].add(first)
    return near


def _products(letters: Sequence[Vector], guesses: Sequence[Vector]) -> dict[tuple[int, int], float]:
    """The likeness of every pair that has anything in common."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for vectors, share in ((letters, 1 - GUESSES_SHARE), (guesses, GUESSES_SHARE)):
        holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, vector in enumerate(vectors):
            for piece, weight in vector.items():
                for other, its_weight in holders[piece]:
                    found[other, number] += share * weight * its_weight
                holders[piece].append((number, weight))
    return found


def _weighted(counts: Sequence[Counter[str]]) -> list[Vector]:
    """TF-IDF, each text of length one; a piece that most texts have is left out."""
    holding = Counter(piece for count in counts for piece in count)
    most = max(FEW, COMMON * len(counts))
    rarity = {
        piece: math.log((1 + len(counts)) / (1 + held)) + 1
        for piece, held in holding.items()
        if held <= most
    }
    return [
        _unit({p: (1 + math.log(n)) * rarity[p] for p, n in count.items() if p in rarity})
        for count in counts
    ]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {name: weight / length for name, weight in vector.items()} if length else {}


def _pieces(text: str) -> Counter[str]:
    """The pieces of each word, the ends of the word among its letters."""
    words = (f" {word} " for word in folded(text).split())
    return Counter(
        word[start : start + size]
        for word in words
        for size in PIECES
        for start in range(max(1, len(word) - size + 1))
    )


def folded(text: str) -> str:
    """Letters and digits in lower case without accents, in words one space apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())
