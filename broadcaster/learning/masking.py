"""Masking: what could name somebody is taken out of a text before it becomes an example.

It errs on the side of taking out too much: staff read the masked text and may edit it.
"""

import re
from collections.abc import Collection

NAME, TELEPHONE, EMAIL, NUMBER, LINK = "[nom]", "[téléphone]", "[e-mail]", "[numéro]", "[lien]"
PLACEHOLDERS = (NAME, TELEPHONE, EMAIL, NUMBER, LINK)

_EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\[at\]|\(at\)|\barobase\b)\s?[\w-]+(?:\s?(?:\.|\bpoint\b)\s?\w+)+"
)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
# Nine digits or more however they are divided, an « O » typed for the first zero included.
_LONG = re.compile(r"(?:(?<!\w)[oO]\s?[1-9]|\b[A-Z]{2}\d|\+?\(?\d)(?:[\s.,\-/_()]{0,2}\d){8,}")
_NUMBER = re.compile(r"\b\w{0,4}\d{5,}\w*")
_LONGEST_TELEPHONE = 15  # E.164

_LETTERS = re.compile(r"(?<![\w\[])[^\W\d_]+")
_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_CAPITALISED = r"(?:[A-ZÀ-ÖØ-ÞĞİŞ](?:[^\W\d_]|['’-])*)"
_TITLES = r"(?:m\.|mr\.?|mme|mlle|dr|docteur|maître|maitre)"
_ADDRESSED = r"(?:monsieur|madame|mademoiselle|mrs\.?|ms\.?|senhora?|dona|bay|bayan)"
_CALLED = (
    r"(?:je m['’ ]?appel{1,2}es?|je me nomme|mon nom (?:est|c['’]est)|moi c['’]est"
    r"|my name(?: is|['’]s)"
    r"|(?:benim )?ad[ıi]m|meu nome [ée]|chamo-me|me llamo|(?:ana )?(?:i?smi|smiti)|اسمي|أنا اسمي)"
)
_AFTER_TITLE = re.compile(rf"\b((?i:{_TITLES}))(\s+)({_WORD})(\s+{_CAPITALISED})?")
_AFTER_ADDRESS = re.compile(rf"\b((?i:{_ADDRESSED}))(\s+)({_CAPITALISED}(?:\s+{_CAPITALISED})?)")
_AFTER_CALLED = re.compile(rf"((?i:{_CALLED}))(\s+)({_WORD})(\s+{_CAPITALISED})*")
_PRESENTED = re.compile(
    rf"\b((?i:je suis|i am|ici|c['’]est))(\s+)({_CAPITALISED}\s+{_CAPITALISED})"
)
_SIGNED = re.compile(
    r"((?i:cordialement|salutations|sincèrement|sincerement|bien à vous|merci d['’]avance|merci))"
    rf"([\s,.!:]+)((?:{_CAPITALISED}\s*){{1,3}})$"
)
_NO_NAME = frozenset(
    re.findall(
        r"\S+",
        """
        le la les l' un une des du de d' bonjour bonsoir bjr slt salut merci svp je j' j'ai tu il
        elle on nous vous ils elles et ou où est a à au aux en que qui quoi quand comment pourquoi
        c'est c ce cette mon ma mes ton votre vos notre monsieur madame mademoiselle mr mme gardien
        gardienne chef maire directeur directrice toujours pas plus dans sur pour avec sans chez
        """,
    )
)
"""Words after « Mme » that are no name."""


def mask(text: str, own: Collection[str] = (), others: Collection[str] = ()) -> str:
    """The text without addresses, numbers and names.

    ``own`` are words of the writer's own name, taken out however they are written; ``others``
    those of everybody else, which may be everyday words too (« petit »): only where written with
    a capital. Both are in lower case.
    """
    masked = _EMAIL.sub(EMAIL, text)
    masked = _LINK.sub(LINK, masked)
    masked = _LONG.sub(_long_number, masked)
    masked = _NUMBER.sub(NUMBER, masked)
    masked = _without_told_names(masked)
    masked = _without_names(masked, own, others)
    return re.sub(r"\[nom\](?:[\s-]+\[nom\])+", NAME, masked)


def _long_number(found: re.Match[str]) -> str:
    digits = sum(character.isdigit() for character in found[0])
    return TELEPHONE if digits <= _LONGEST_TELEPHONE else NUMBER


def _without_told_names(text: str) -> str:
    """Names that the words around them give away."""
    masked = _AFTER_CALLED.sub(_after_word, text)
    masked = _AFTER_TITLE.sub(_after_word, masked)
    if not text.isupper():  # in capitals every word looks like a name
        masked = _AFTER_ADDRESS.sub(_after_word, masked)
        masked = _PRESENTED.sub(_after_word, masked)
        masked = _SIGNED.sub(_after_word, masked)
    return masked


def _after_word(found: re.Match[str]) -> str:
    word = re.split(r"[\s'’]", found[3])[0].lower()
    if word in _NO_NAME or found[3].lower() in _NO_NAME:
        return found[0]
    return f"{found[1]}{found[2]}{NAME}"


def _without_names(text: str, own: Collection[str], others: Collection[str]) -> str:
    def hidden(found: re.Match[str]) -> str:
        word = found[0]
        name = word.casefold()
        is_name = name in own or (name in others and word[0].isupper())
        return NAME if is_name else word

    return _LETTERS.sub(hidden, text)


def without_placeholders(text: str) -> str:
    """The text as the assistant learns it: what was masked is gone, in one line."""
    for placeholder in PLACEHOLDERS:
        text = text.replace(placeholder, " ")
    return " ".join(text.split())
