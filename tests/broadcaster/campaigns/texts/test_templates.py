"""Templates: what may stand in braces, and what is said when there is no value."""

import pytest

from broadcaster.campaigns.refusals import BracesInDefaultError, UnknownPlaceholderError
from broadcaster.campaigns.texts import placeholders, tells_when
from broadcaster.campaigns.texts.templates import Placeholder, template_of


@pytest.mark.parametrize(
    ("body", "names"),
    [
        pytest.param("Bonjour.", (), id="none"),
        pytest.param("{nom}, {quand}, {nom}", ("nom", "quand"), id="each once"),
        pytest.param("{Bâtiment} { ESCALIER }", ("batiment", "escalier"), id="case and accents"),
        pytest.param("{nom|Madame} {nom}", ("nom",), id="with a default and without"),
        pytest.param("{ Nom | Madame }", ("nom",), id="spaces about a default"),
    ],
)
def test_placeholders_are_found(body: str, names: tuple[str, ...]) -> None:
    assert placeholders(body) == names


@pytest.mark.parametrize(
    ("body", "written"),
    [
        pytest.param("Bonjour {prenom}", "{prenom}", id="unknown word"),
        pytest.param("Bonjour {}", "{}", id="empty braces"),
        pytest.param("Bonjour {nom", "{nom", id="never closed"),
        pytest.param("Bonjour nom}", "nom}", id="never opened"),
        pytest.param("Bonjour {{nom}}", "{", id="doubled"),
        pytest.param("Bonjour {nom.__class__}", "{nom.__class__}", id="not a format string"),
        pytest.param("Bonjour {prenom|Madame}", "{prenom|Madame}", id="unknown with a default"),
        pytest.param("Bonjour {|Madame}", "{|Madame}", id="only a default"),
        pytest.param("Bonjour {nom|Madame", "{nom|Madame", id="default never closed"),
    ],
)
def test_other_braces_are_refused_by_name(body: str, written: str) -> None:
    with pytest.raises(UnknownPlaceholderError) as refused:
        placeholders(body)

    assert written in str(refused.value)
    assert "{appartement}" in str(refused.value)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("Bonjour {nom|{batiment}}", id="a placeholder"),
        pytest.param("Bonjour {nom|du {batiment} A}", id="a placeholder among words"),
        pytest.param("Bonjour {nom|{}}", id="empty braces"),
        pytest.param("Bonjour {nom|Madame {ou} Monsieur}, à demain", id="words"),
    ],
)
def test_a_default_holds_no_braces(body: str) -> None:
    with pytest.raises(BracesInDefaultError) as refused:
        placeholders(body)

    assert "{nom|Madame, Monsieur}" in str(refused.value)


@pytest.mark.parametrize(
    ("body", "values", "filled"),
    [
        pytest.param("{nom|Madame}", {"nom": "Mme Rivel"}, "Mme Rivel", id="a value goes first"),
        pytest.param("{nom|Madame}", {"nom": ""}, "Madame", id="empty"),
        pytest.param("{nom|Madame}", {"nom": " \u00a0"}, "Madame", id="blank"),
        pytest.param("{nom|Madame}", {}, "Madame", id="missing"),
        pytest.param("{nom| Madame, Monsieur }", {}, "Madame, Monsieur", id="spaces around"),
        pytest.param("Bonjour{nom|}.", {}, "Bonjour.", id="nothing is said instead"),
        pytest.param("{nom|a|b}", {}, "a|b", id="only the first bar counts"),
        pytest.param("{nom|A} {nom|B}", {}, "A B", id="a default for each place"),
        pytest.param("{nom}", {"nom": ""}, "", id="empty without default"),
    ],
)
def test_a_default_stands_for_a_missing_value(
    body: str, values: dict[str, str], filled: str
) -> None:
    assert template_of(body).filled(values) == filled


def test_without_value_or_default_nothing_is_sent() -> None:
    with pytest.raises(UnknownPlaceholderError, match=r"« \{nom\} »"):
        template_of("{nom|Madame}, {nom}").filled({})


def test_a_text_is_cut_once_in_the_order_it_is_read() -> None:
    template = template_of("Bât. {batiment} : {quand|bientôt}.")
    assert template.parts == (
        "Bât. ",
        Placeholder("batiment"),
        " : ",
        Placeholder("quand", "bientôt"),
        ".",
    )
    assert template_of("Bât. {batiment} : {quand|bientôt}.") is template


@pytest.mark.parametrize(
    ("body", "tells"),
    [
        pytest.param("Salle de bain : {quand}.", True, id="the date"),
        pytest.param("Salle de bain : {Quand|bientôt}.", True, id="the date if there is one"),
        pytest.param("Salle de bain : {travaux}.", False, id="only the works"),
        pytest.param("Salle de bain mardi.", False, id="a date in words: nobody can follow it"),
    ],
)
def test_a_text_that_tells_the_date_is_known(body: str, tells: bool) -> None:
    assert tells_when(body) is tells


def test_a_text_is_cut_once_for_all_its_households() -> None:
    """Filling in costs what joining strings does: there may be 100,000 households."""
    template_of.cache_clear()
    for number in range(1_000):
        template_of("Bonjour {nom|Madame}.").filled({"nom": str(number)})
    assert template_of.cache_info().misses == 1
