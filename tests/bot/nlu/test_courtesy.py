"""Manners are taken off both ends of a text, and are the text where there is nothing else."""

import time

import pytest

from bot.nlu.courtesy import peel


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bonjour c'est quand les travaux", "c'est quand les travaux"),
        (
            "bonjour monsieur madame je me permets de vous écrire car je voudrais savoir si je "
            "dois être là mardi merci de votre réponse cordialement",
            "si je dois être là mardi",
        ),
        (
            "Bonjour, excusez-moi de vous déranger, pourriez-vous m'indiquer à quelle heure passe "
            "le plombier ? Merci d'avance, bonne journée. Cordialement, Mme Petit bat C",
            "à quelle heure passe le plombier ?",
        ),
        ("bonjour où sont les douches", "où sont les douches"),
        ("quand s'il vous plaît revient l'eau", "quand revient l'eau"),
        ("ok merci mais quand est-ce que ça commence", "quand est-ce que ça commence"),
        ("non merci", "non"),
        (
            "hello sir I would like to know when the water is back thank you",
            "when the water is back",
        ),
        ("السلام عليكم ورحمة الله أريد أن أعرف متى يعود الماء شكرا جزيلا", "متى يعود الماء"),
        ("salam 3likom bghit n3ref fo9ach lma ghadi yrj3 choukran", "fo9ach lma ghadi yrj3"),
        ("Merhaba, iyi günler, su ne zaman gelecek? teşekkürler", "su ne zaman gelecek?"),
        ("bom dia queria saber quando volta a água obrigada", "quando volta a água"),
        ("hola buenas tardes quería saber cuándo vuelve el agua gracias", "cuándo vuelve el agua"),
    ],
)
def test_the_question_is_left(text: str, said: str) -> None:
    assert peel(text) == said


@pytest.mark.parametrize(
    "text",
    [
        "bonjour",
        "merci beaucoup",
        "bonjour merci",
        "hi",
        "bonjour ça va ?",
        "merci pour l'info",
        "his water is cut",
        "merci de me rappeler",
        "je veux parler à quelqu'un",
        "l'eau est coupée",
        "",
        "?",
    ],
)
def test_a_text_without_manners_or_with_nothing_else_stays(text: str) -> None:
    assert peel(text) == text


@pytest.mark.parametrize("piece", ["merci ", "bonjour ", "je voudrais ", "cordialement ", " ,"])
def test_the_longest_text_is_read_in_time(piece: str) -> None:
    start = time.perf_counter()
    peel((piece * 2000)[:2000])
    assert time.perf_counter() - start < 1
