"""What a text asks beside telling a place: « j'habite bat C escalier 2, le gaz c'est quand »."""

from __future__ import annotations

import re

from bot.nlu.folding import plain_letters
from bot.nlu.places import find_places

_LIVING = re.compile(
    r"^(?:\W|\b(?:bonjour|bonsoir|salut|bjr|slt|hello|hi|ola|merhaba|salam"
    r"|je|j|j'|suis|sui|habite|vis|reside|loge|moi|nous|on|c'est|est|au|aux|a|à|dans|de|du|la|le"
    r"|l'|d'|et|pour|chez|i|i'm|we|live|am|in|at|the|of|my|is|and|eu|moro|vivo|no|na|do|da|e"
    r"|ben|biz|oturuyorum|ve|ana|rani|sakn|saken|skna|f|fi|w|انا|أنا|اسكن|أسكن|ساكن|في|و)\b)+",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"(?:\W|\b(?:au|du|de|a|dans|le|la|in|of|at|the|no|na|do|da|f|fi|في)\b)+$")
_ASKING = re.compile(
    r"\?|؟|(?<!\w)(?:quand|kan|kand|qd|combien|comment|pourquoi|pk|quel(?:le)?s?|quoi|koi|qui|ou"
    r"|est-ce|faut|code|when|how|who|where|why|what|do|does|can|is|are|will"
    r"|quanto|quando|como|quem|onde|porque|qual|zaman|kim|nasil|neden|kac|nerede|mi|mu"
    r"|متى|كم|كيف|اين|أين|من|هل|لماذا|علاش|شكون|وقتاش|واش"
    r"|wa9tach|fo9ach|imta|ch7al|chhal|chkoun|3lach|wach|fin|kifach)(?!\w)"
)
_FEWEST_WORDS = 2


def beside_place(text: str) -> str:
    """Return what a text says beside a place and who lives there; empty where that is all."""
    kept, last = "", 0
    for said in find_places(text):
        if said.start >= last:
            kept += text[last : said.start] + " "
            last = said.end
    rest = _LIVING.sub("", f"{kept}{text[last:]}".strip())
    rest = " ".join(_TRAILING.sub("", rest).split())
    return rest if len(re.findall(r"[^\W\d_]+", rest)) >= _FEWEST_WORDS else ""


def asks_beside_place(text: str) -> bool:
    """Whether a text asks something, and does not only tell where its writer lives."""
    return bool(_ASKING.search(plain_letters(beside_place(text))))
