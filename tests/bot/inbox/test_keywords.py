"""Keywords: the whole message or nothing."""

import pytest

from bot.inbox.keywords import Keyword, find_keyword


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("STOP", Keyword.STOP),
        ("stop.", Keyword.STOP),
        (" Stop !!! ", Keyword.STOP),
        ("«STOP»", Keyword.STOP),
        ("sttop", Keyword.STOP),
        ("ARRÊT", Keyword.STOP),
        ("arret", Keyword.STOP),
        ("ARRRET", Keyword.STOP),
        ("Aret", Keyword.STOP),
        ("FIN", Keyword.STOP),
        ("Désabonner", Keyword.STOP),
        ("désabonnement", Keyword.STOP),
        ("stop sms", Keyword.STOP),
        ("ARRET MERCI", Keyword.STOP),
        ("stop je veux plus de message", Keyword.STOP),
        ("arrêtez de m'envoyer des sms", Keyword.STOP),
        ("🛑", Keyword.STOP),
        ("START", Keyword.START),
        ("Reprendre", Keyword.START),
        ("aide", Keyword.HELP),
        ("HELP", Keyword.HELP),
        ("Contact ?", Keyword.CONTACT),
    ],
)
def test_a_keyword_however_it_is_written(text: str, keyword: Keyword) -> None:
    assert find_keyword(text) is keyword


@pytest.mark.parametrize(
    "text",
    [
        "Quand allez-vous stopper le bruit ?",
        "stop le bruit svp",
        "aide a domicile c quand",
        "il me faut de l'aide",
        "qui est le contact",
        "",
        "annuler",
        "Fin ?",
        "🤷",
        "…",
        "arretez le chantier maintenant c'est plus possible",
        "stop" * 3_000,
    ],
)
def test_a_sentence_is_no_keyword(text: str) -> None:
    assert find_keyword(text) is None
