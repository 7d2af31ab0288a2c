"""Which texts go on about what was said, and how."""

from datetime import UTC, date, datetime

import pytest

from bot.actions.context.followups import Turn, aspect_of, follow_up_of

MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("je serai là", Turn.THERE),
        ("ok je serai la mardi", Turn.THERE),
        ("j'y serai", Turn.THERE),
        ("I'll be home on Tuesday", Turn.THERE),
        ("c'est toujours bon ?", Turn.STILL),
        ("mais pour mardi c'est bon ou pas ?", Turn.STILL),
        ("c'est confirmé pour le 12 ?", Turn.STILL),
        ("vous venez toujours jeudi ?", Turn.STILL),
        ("is it still on?", Turn.STILL),
        ("elle est annulée ou pas", Turn.STILL),
        ("il est toujours prévu ?", Turn.STILL),
        ("is it cancelled?", Turn.STILL),
        ("il est là le samedi ?", Turn.PERSON),
        ("elle est là quand ?", Turn.PERSON),
        ("il travaille le matin ?", Turn.PERSON),
        ("is he there on Saturday?", Turn.PERSON),
        ("ça revient quand", Turn.BACK),
        ("quand est-ce que ça revient ?", Turn.BACK),
        ("c'est rétabli quand ?", Turn.BACK),
        ("when will it be back?", Turn.BACK),
        ("quando volta?", Turn.BACK),
        ("ne zaman gelecek", Turn.BACK),
        ("depuis hier soir et c'est dans tout l'immeuble", Turn.DETAILS),
        ("chez les voisins aussi", Turn.DETAILS),
        ("depuis ce matin", Turn.DETAILS),
        ("et jusqu'à quand ?", Turn.UNTIL),
        ("combien de jours", Turn.UNTIL),
        ("ça dure combien d'heures au total ?", Turn.UNTIL),
        ("how many days", Turn.UNTIL),
        ("kaç gün sürecek", Turn.UNTIL),
        ("chhal mn nhar", Turn.UNTIL),
        ("sabah mı öğleden sonra mı", Turn.WHEN),
        ("morning or afternoon?", Turn.WHEN),
        ("de manhã ou de tarde", Turn.WHEN),
        ("wach f sbah wla l3chiya", Turn.WHEN),
        ("ah mince et c'est repoussé à quand", Turn.WHEN),
        ("et l'escalier 1 du A, c'est pour ma soeur", Turn.SAME),
        ("ça finit quand ?", Turn.UNTIL),
        ("and until when?", Turn.UNTIL),
        ("ne zamana kadar?", Turn.UNTIL),
        ("e até quando?", Turn.UNTIL),
        ("حتى متى؟", Turn.UNTIL),
        ("et le matin c'est à quelle heure ?", Turn.WHEN),
        ("c'est quand ?", Turn.WHEN),
        ("et pour le bat B ?", Turn.SAME),
        ("pareil pour ma mère au 3e ?", Turn.SAME),
        ("et chez ma voisine du 4e ?", Turn.SAME),
        ("et l'escalier 2", Turn.SAME),
        ("et jeudi ?", Turn.OTHER_DAY),
        ("jeudi ?", Turn.OTHER_DAY),
        ("et l'eau ?", Turn.THING),
        ("et l'ascenseur ?", Turn.THING),
        ("what about the heating?", Turn.THING),
        ("peki su?", Turn.THING),
    ],
)
def test_a_follow_up_is_known_by_all_of_its_words(text: str, turn: Turn) -> None:
    found = follow_up_of(text, MONDAY)
    assert found is not None
    assert found.turn is turn


@pytest.mark.parametrize(
    "text",
    [
        "ok", "oui", "merci", "c'est bon", "bonjour", "d'accord merci",
        "quand est-ce que vous venez",
        "bat B", "c'est pour le bat C", "j'habite au 3e", "l'eau", "je serai pas là mardi",
        "pas possible mardi", "il est tombé", "elle est là", "il est annulé par qui",
        "est-ce que l'eau revient demain", "et les travaux",
        "et jusqu'à quand va durer le bruit de la perceuse dans l'escalier d'à côté de chez nous ?",
        "",
    ],
)  # fmt: skip
def test_what_says_something_by_itself_is_none(text: str) -> None:
    assert follow_up_of(text, MONDAY) is None


def test_what_is_named_is_kept() -> None:
    day = follow_up_of("mais pour mardi c'est bon ou pas ?", MONDAY)
    assert day is not None
    assert day.when is not None
    assert day.when.first == date(2026, 5, 5)
    assert day.names_day_alone
    numbered = follow_up_of("pour mardi 12 c'est bon ?", MONDAY)
    assert numbered is not None
    assert not numbered.names_day_alone
    thing = follow_up_of("et l'eau chaude ?", MONDAY)
    assert thing is not None
    assert thing.thing == "cut_hot_water"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("la vitesse", "offer_what"),
        ("y a la télé ?", "offer_what"),
        ("et ça coûte combien", "offer_price"),
        ("c'est gratuit ?", "offer_price"),
        ("faut une box ?", "offer_keep_operator"),
        ("l'abonnement c'est pour combien de temps", "offer_trouble"),
        ("faut-il payer une caution", "offer_trouble"),
        ("on rend le modem si on part ?", "offer_trouble"),
        ("on prend le modem où", None),
        ("c'est dans les charges ?", "offer_price"),
        ("et on peut appeler ?", "offer_what"),
        ("c'est quand le lancement et où", "offer_subscribe"),
        ("on s'inscrit comment", "offer_subscribe"),
        ("c'est quand ?", "offer_subscribe"),
        ("combien coûte le loyer", None),
        ("quand est coupée l'eau", None),
        ("ma box est en panne", None),
        ("merci", None),
    ],
)
def test_a_word_asks_within_the_subject_of_the_offer(text: str, topic: str | None) -> None:
    assert aspect_of(text, "offer_what") == topic
    assert aspect_of(text, "cut_water") is None


@pytest.mark.parametrize(
    ("text", "last", "topic"),
    [
        ("et si je suis pas là ?", "works_my_flat", "access_presence"),
        ("if I'm not home?", "works_today", "access_presence"),
        ("je suis obligé d'être là ?", "quality_windows", "access_presence"),
        ("c'est où", "rights_meeting", "rights_meeting"),
        ("faut s'inscrire ?", "rights_meeting", "person"),
        ("et si je suis pas là ?", "money_rent", None),
        ("mes fenetres ferment mal", "quality_windows", None),
    ],
)
def test_a_word_asks_within_a_visit_or_a_meeting(text: str, last: str, topic: str | None) -> None:
    assert aspect_of(text, last) == topic


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("toute la journée ?", Turn.UNTIL),
        ("all day?", Turn.UNTIL),
        ("vous êtes sûre ?", Turn.STILL),
        ("are you sure?", Turn.STILL),
        ("emin misiniz", Turn.STILL),
    ],
)
def test_how_long_and_how_sure_go_on_about_it(text: str, turn: Turn) -> None:
    follow_up = follow_up_of(text, MONDAY)
    assert follow_up is not None
    assert follow_up.turn is turn


@pytest.mark.parametrize(
    ("text", "topic", "aspect"),
    [
        ("c'est payant ?", "help_dropin", "same"),
        ("il faut s'inscrire ?", "help_dropin", "same"),
        ("is it free?", "help_workshop", "same"),
        ("le téléphone aussi ?", "cut_tv_internet", "person"),
        ("c'est obligatoire ?", "rights_meeting", "person"),
        ("je peux venir avec mon fils", "rights_meeting", "person"),
        ("et si je veux pas", "offer_price", "offer_keep_operator"),
        ("j'en veux pas", "offer_what", "offer_keep_operator"),
        ("le téléphone aussi ?", "offer_what", "offer_what"),
    ],
)
def test_a_few_words_stay_within_the_subject(text: str, topic: str, aspect: str) -> None:
    assert aspect_of(text, topic) == aspect


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("and for how long", Turn.UNTIL),
        ("e na quinta-feira?", Turn.OTHER_DAY),
        ("ya salı?", Turn.OTHER_DAY),
        ("et le samedi ?", Turn.PERSON),
        ("et au C ?", Turn.SAME),
    ],
)
def test_what_else_goes_on(text: str, turn: Turn) -> None:
    follow_up = follow_up_of(text, MONDAY)
    assert follow_up is not None
    assert follow_up.turn is turn
