"""SMS French becomes plain French; what is not known stays; nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normaliser import Change, normalise, normalised, restored

SMS_FRENCH = [
    ("kan", "quand"),
    ("C", "C"),
    ("C escalier 2", "C escalier 2"),
    ("Building C staircase 2", "Building C staircase 2"),
    ("prédio C escada 2", "prédio C escada 2"),
    ("C kan", "c'est quand"),
    ("c koi", "c'est quoi"),
    ("pk ya plus deau", "pourquoi il n'y a plus d'eau"),
    ("svpppp", "s'il vous plaît"),
    ("jattends", "j'attends"),
    ("descalier", "d'escalier"),
    ("lascenseur", "l'ascenseur"),
    ("lassenseur marche pa", "l'ascenseur marche pas"),
    ("jvx parler", "je veux parler"),
    ("jsp", "je sais pas"),
    ("chépa chui perdu jpp", "je sais pas je suis perdu je n'en peux plus"),
    ("g attendu bcp", "j'ai attendu beaucoup"),
    ("vs passez mtn ?", "vous passez maintenant ?"),
    ("eau couper jusque kel heure", "eau couper jusque quel heure"),
    ("kan vs faite ma sdb", "quand vous faites ma salle de bain"),
    ("quil", "qu'il"),
    ("bonjourrrrr", "bonjour"),
    ("l’eau", "l'eau"),
    ("quand ???? !!", "quand ? !"),
    ("y a pas d'eau", "il n'y a pas d'eau"),
    ("ya pa dlo", "il n'y a pas d'eau"),
    ("estce que", "est-ce que"),
    ("keskispass", "qu'est-ce qui se passe"),
    ("pasque g pas dlo", "parce que j'ai pas d'eau"),
    ("tkt dsl slt tlm", "t'inquiète désolé salut tout le monde"),
    ("qqn pr le rdv dem1 aprem", "quelqu'un pour le rendez-vous demain après-midi"),
    ("pq vs m avez pas prévenu", "pourquoi vous m'avez pas prévenu"),
    ("a kel heure ki vien", "a quel heure qui vient"),
    ("j ai plus d eau", "j'ai plus d'eau"),
    ("ctait kan la réu tt a lheure", "c'était quand la réu tout à l'heure"),
]


@pytest.mark.parametrize(("typed", "plain"), SMS_FRENCH)
def test_sms_french_is_written_out(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("échafodage", "échafaudage"),
        ("lechafodage", "l'échafaudage"),
        ("assenceur", "ascenseur"),
        ("chofage", "chauffage"),
        ("toilète", "toilette"),
        ("fenettre", "fenêtre"),
        ("radiateurre", "radiateur"),
        ("gardient", "gardien"),
        ("robiné", "robinet"),
        ("lescalié", "l'escalier"),
        ("électrissité", "électricité"),
        ("pousière", "poussière"),
        ("ouvrié", "ouvrier"),
        ("kitance", "quittance"),
        ("remboursmen", "remboursement"),
        ("téléfone", "téléphone"),
        ("plafon", "plafond"),
    ],
)
def test_words_of_the_field_are_known_by_their_sound(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("sa marche pas", "ça marche pas"),
        ("sa fille dort", "sa fille dort"),
        ("c'est quoi sa", "c'est quoi ça"),
        ("se matin", "ce matin"),
        ("il se lève", "il se lève"),
        ("ça ce passe comment", "ça se passe comment"),
        ("ce chantier", "ce chantier"),
        ("ses quand", "c'est quand"),
        ("ses enfants", "ses enfants"),
        ("ces pas normal", "c'est pas normal"),
        ("ces bruits", "ces bruits"),
        ("leau é coupé", "l'eau est coupé"),
        ("lundi é mardi", "lundi et mardi"),
        ("on peu venir", "on peut venir"),
        ("un peu", "un peu"),
        ("j'ai appeler", "j'ai appelé"),
        ("il faut vidé la cave", "il faut vider la cave"),
        ("vous passer quand", "vous passez quand"),
        ("je peux vous appeler", "je peux vous appeler"),
        ("un matelas à jeter", "un matelas à jeter"),
        ("eau couper", "eau couper"),
    ],
)
def test_words_that_sound_alike_are_told_apart_by_their_neighbours(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("dictated", "plain"),
    [
        ("quand revient l'eau point d'interrogation", "quand revient l'eau ?"),
        ("bonjour virgule je suis absent", "bonjour , je suis absent"),
        ("deux virgule 5 euros", "deux virgule 5 euros"),
        ("j'attends point à la ligne merci", "j'attends .\n merci"),
        ("à la ligne 3 de ma quittance", "à la ligne 3 de ma quittance"),
        ("on se voit au point de rendez-vous", "on se voit au point de rendez-vous"),
    ],
)
def test_marks_taken_down_as_words_are_marks(dictated: str, plain: str) -> None:
    assert normalise(dictated) == plain


@pytest.mark.parametrize("typed", ["wa9tach", "waqtach", "wa2tach", "fo9ach"])
def test_a_darija_word_has_one_spelling(typed: str) -> None:
    assert normalise(f"{typed} yrje3 lma") == "wa9tach yrje3 lma"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("3lash ma kaynch lma", "3lach makaynch lma"),
        ("alach makaynsh elma f dar", "3lach makaynch lma f dar"),
        ("ch7al bzaf, chkon jay", "ch7al bezaf, chkoun jay"),
    ],
)
def test_darija_keeps_its_words(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    "text",
    [
        "bat C",
        "escalier d",
        "bâtiment C 3e étage",
        "Mme Traoré",
        "le 12 mai à 9 h",
        "https://exemple.fr/kan2",
        "des dents",
        "à quelle heure",
        "telle que celle-ci, cette tête, ce mai",
        "mon ton son test",
        "ma mère a fait un AVC",
        "il y a un trou, il n'y a pas de lumière, y a-t-il un gardien",
        "qui le saura ? la levure, le canapé, ils l'arrêtent, arrêté",
        "Depuis ce matin, il me bat",
        "c'est que vous isolez",
        "12 mm",
        "Pourquoi cette différence",
        "😀",
        "",
        # Other languages.
        "when is the water back in my flat, block D please",
        "can't the electric cable okay with the park",
        "ne zaman başlıyor",
        "su ne kadar sürecek, televizyon ya da balkon ki yok",
        "متى يعود الماء",
        "المَاءُ",
        "quando volta a água? estou sem luz, o telefone não dá",
        "é o número do prédio, vou sair com a minha mãe",
        "cuándo vuelve el agua, no tengo luz ya",
        "¿no hay ascensor en el edificio C?",
        "kapı ve pencere değişecek mi, biz evde yokuz",
    ],
)
def test_what_is_not_known_stays(text: str) -> None:
    assert normalise(text) == text


def test_a_letter_that_names_a_place_stays() -> None:
    assert normalise("jhabite bat C kan c fini au D") == "j'habite bat C quand c'est fini au D"


def test_normalising_twice_changes_nothing_more() -> None:
    once = normalise("kan es ke vs fete ma sdb svpppp, jattends dpuis 3 smaines")
    assert normalise(once) == once


@pytest.mark.parametrize("plain", [plain for _typed, plain in SMS_FRENCH])
def test_what_is_plain_stays(plain: str) -> None:
    assert normalise(plain) == plain


def test_changes_tell_what_stood_there() -> None:
    read = normalised("Kan revien lo ??")
    assert read.text == "quand revient l'eau ?"
    assert read.changes == (
        Change(0, 5, "Kan", "quand"),
        Change(6, 13, "revien", "revient"),
        Change(14, 19, "lo", "l'eau"),
        Change(20, 21, "??", "?"),
    )


SEPARATE = (
    "kan|kand|l|eau|l’eau|lassenseur|c|C|bat|jai|y|a|pa|ya|3lach|makaynch|svpppp|sa|marche|est|ce"
    "|ke|virgule|point d'interrogation|à la ligne|ne zaman|água|الماء|e\u0301|…|12|????|\n|  |-|'"
    "|’|é|vous|passer|rendez vous|œ|😀"
)
WORDS = st.sampled_from(SEPARATE.split("|"))
TEXTS = (
    st.text() | st.lists(WORDS | st.text(max_size=3)).map(" ".join) | st.lists(WORDS).map("".join)
)


@given(TEXTS)
def test_what_was_written_can_be_had_back(text: str) -> None:
    read = normalised(text)
    assert read.text == normalise(text)
    assert read.original == text
    assert restored(read.text, read.changes) == text


@given(TEXTS)
def test_changes_lie_apart_and_in_order(text: str) -> None:
    read = normalised(text)
    last = 0
    for change in read.changes:
        assert last <= change.start <= change.end
        assert read.text[change.start : change.end] == change.plain != change.written
        last = change.end
