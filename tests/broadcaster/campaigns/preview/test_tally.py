"""The tally: figures of one language's messages, and of all."""

from decimal import Decimal

from broadcaster.campaigns.preview.tally import Tally, VersionPreview, costly_of, form_of, price_of
from broadcaster.sending.texts.tariff import Tariff


def test_messages_add_up() -> None:
    tally = Tally("fr")
    tally.add("Eau coupée mardi.", 3)
    tally.add("a" * 161, 2)
    found = tally.preview
    assert (found.recipients, found.segments, found.longest) == (5, 3 + 4, 2)
    assert [sample.sent for sample in found.samples] == ["Eau coupée mardi.", "a" * 161]
    assert found.price is None


def test_no_more_samples_than_anybody_reads() -> None:
    tally = Tally("fr")
    for number in range(5):
        tally.add(f"Appartement {number}", 1)
    assert [sample.sent[-1] for sample in tally.preview.samples] == ["0", "1", "2"]


def test_one_text_under_two_prices_is_one_sample() -> None:
    tally = Tally("fr", Tariff.parse("0.07 +262=0.13"))
    tally.add("Eau coupée mardi.", 10)
    tally.add("Eau coupée mardi.", 3, "+262")
    found = tally.preview
    assert (found.recipients, found.segments, len(found.samples)) == (13, 13, 1)
    assert found.price == Decimal("1.09")


def test_characters_that_count_double_matter_only_while_nothing_is_dearer() -> None:
    tally = Tally("fr")
    tally.add("10 €", 1)
    assert tally.preview.costly == ("€",)
    tally.add("Fenêtre", 1)
    tally.add("20 € [brut]", 1)
    found = tally.preview
    assert (found.encoding, found.costly) == ("UCS-2", ("ê",))


def test_languages_together_show_what_makes_the_dearest_dear() -> None:
    french = VersionPreview("fr", encoding="GSM-7", costly=("€",))
    turkish = VersionPreview("tr", encoding="UCS-2", costly=("ş", "ğ"))
    assert costly_of([french]) == ("€",)
    assert costly_of([french, turkish]) == ("ş", "ğ")


def test_the_price_of_all_is_rounded_once() -> None:
    tallies = [Tally(language, Tariff.parse("0.0748")) for language in ("fr", "en", "ar")]
    for tally in tallies:
        tally.add("Bonjour", 1)
    assert [tally.preview.price for tally in tallies] == [Decimal("0.07")] * 3
    assert price_of(tallies) == Decimal("0.22")


NAMES = ["Ana", "Eva", "Li", "Zoé", "Aïda", "Jean-Luc Noir", "Marie-Lou Vert", "Jean-Luc Brun", "ł"]


def test_texts_of_one_form_cost_what_each_of_them_would() -> None:
    tariff = Tariff.parse("0.07 +33639=0.08")
    body = "Bonjour {}, " + "x" * 140
    each, alike = Tally("fr", tariff), Tally("fr", tariff)
    for place, name in enumerate(NAMES * 3):
        prefix, form = "+33639" if place % 2 else "", form_of({"nom": name})
        each.add(body.format(name), 2, prefix)
        if not alike.add_alike(form, 2, prefix):
            alike.add(body.format(name), 2, prefix, form)
    assert alike.preview == each.preview


def test_only_plain_names_of_one_length_are_alike() -> None:
    assert form_of({"nom": "Jean-Luc Noir"}) == form_of({"nom": "Jean-Luc Brun"})
    forms = {form_of({"nom": name}) for name in ("Zoe", "Zoé", "Zo ", " Zo", "", "Z€o")}
    assert len(forms) == 6


def test_where_the_place_decides_what_is_written_no_two_are_alike() -> None:
    first, second = ({"escalier": code} for code in "12")
    assert form_of(first, by_home=True) != form_of(second, by_home=True)
