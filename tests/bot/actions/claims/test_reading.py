"""What a question claims, by its words, in every language."""

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions.claims.claim import Aspect, Claim, claim_of
from bot.actions.claims.reading import claim_in
from bot.actions.wanted import Wanted
from bot.nlu.dates.durations import Duration, Unit

MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("c'est fini le 12 ?", "?over"),
        ("ça finit le 12 ?", "?ends"),
        ("ça dure jusqu'au 12 ?", "?until"),
        ("ça commence lundi ?", "?begins"),
        ("d'ici vendredi c'est terminé ?", "?over"),
        ("ça finit avant vendredi ?", "?ends before"),
        ("l'eau revient à 14h ?", "? 14:00 back"),
        ("le courant sera coupé à midi lundi 7 ?", "? 12:00 event"),
        ("les fenêtres c'est du 7 au 11 mai ?", "? span"),
        ("les fenêtres c'est la semaine du 7 mai ?", "?"),
        ("ma salle de bain le 8 ?", "? mine"),
        ("la visite c'est fini vendredi ?", "?over apart"),
        ("coupure jusqu'à midi ?", "?until 12:00 event apart"),
        ("il y a coupure mardi ou pas", "? event"),
        ("c'est mardi n'est-ce pas ?", "?"),
        ("toujours ok pour jeudi 9h ?", "?"),
        ("les travaux durent encore 2 mois ?", "?lasts 2months left"),
        ("la coupure dure 3 heures ?", "?lasts 3hours event"),
        ("combien de temps dure la coupure ?", "?length"),
        ("does it start on Monday?", "?begins"),
        ("will the water be back by 2pm?", "? 14:00 back"),
        ("is the work finished on 12 May?", "?over"),
        ("how long will it take?", "?length"),
        ("su kesintisi perşembe günü mü?", "? event"),
        ("işler pazartesi başlıyor mu?", "?begins"),
        ("işler 12 mayısta bitecek mi?", "?ends"),
        ("işler cuma gününe kadar bitecek mi?", "?over"),
        ("inşaat 2 hafta sürecek mi?", "?lasts 2weeks"),
        ("ne kadar sürecek?", "?length"),
        ("as obras começam na segunda-feira?", "?begins"),
        ("as obras acabam dia 12?", "?ends"),
        ("até sexta está acabado?", "?over"),
        ("a água volta às 14h?", "? 14:00 back"),
        ("quanto tempo demora?", "?length"),
        ("هل تبدأ الأشغال يوم الاثنين؟", "?begins"),
        ("هل تنتهي الأشغال يوم 12 مايو؟", "?ends"),
        ("هل الماء مقطوع يوم الخميس؟", "? event"),
        ("هل تدوم الأشغال أسبوعين؟", "?lasts 2weeks"),
        ("wach ghadi tebda lkhedma nhar larb3a", "?begins"),
        ("wach ghadi tsali lkhedma nhar lkhmis?", "?ends"),
        ("wach lma ghadi yt9te3 nhar tlata?", "? event"),
        ("wach ghadi tb9a 3 yam?", "?lasts 3days"),
    ],
)
def test_the_words_tell_start_end_and_length_apart(text: str, hint: str) -> None:
    claim = claim_in(text, MONDAY)
    assert claim is not None
    assert claim.hint == hint


@pytest.mark.parametrize(
    "text",
    [
        "vous venez à quelle heure jeudi ?",
        "c'est quand la coupure de jeudi",
        "vous venez pas mardi ?",
        "vous venez mardi ou mercredi ?",
        "je pars mardi",
        "le rendez-vous de mardi est annulé ?",
        "is Friday cancelled for me as well",
        "les travaux auront-ils commencé le 6 ?",
        "chno kayn simana jaya",
        "l'eau est coupée depuis 3 jours",
        "dans combien de temps ça revient ?",
        "ça dure plus de 3 jours ?",
        "mardi de 9h à 12h ?",
        "coupé toute la journée le 7 ?",
        "bonjour",
        "what time on Thursday?",
        "salı günü gelmiyor değil mi ne zaman",
        "não vêm na terça?",
        "متى تبدأ الأشغال يوم الاثنين؟",
        "",
    ],
)
def test_what_is_open_denied_or_double_claims_nothing(text: str) -> None:
    assert claim_in(text, MONDAY) is None


CLAIMS = st.builds(
    Claim,
    aspect=st.none() | st.sampled_from(Aspect),
    event=st.booleans(),
    back=st.booleans(),
    before=st.booleans(),
    mine=st.booleans(),
    apart=st.booleans(),
    span=st.booleans(),
    left=st.booleans(),
    hour=st.none() | st.times().map(lambda one: time(one.hour, one.minute)),
    duration=st.none() | st.builds(Duration, st.integers(1, 999), st.sampled_from(Unit)),
)


@given(CLAIMS)
def test_a_claim_is_read_back_from_its_hint(claim: Claim) -> None:
    assert Claim.from_hint(claim.hint) == claim
    assert claim_of({"when", claim.hint, "@2026-05-12"}) == claim


def test_a_claim_waits_with_its_day_before_anything_else() -> None:
    day, claim = "@2026-05-12 14:00", Claim(Aspect.ENDS, event=True, back=True).hint
    kept = Wanted("cut_tv_internet", frozenset({"when", "cut", "internet", day, claim}))
    assert {day, claim} <= Wanted.from_text(str(kept)).hints


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    claim_in(text, MONDAY)
