import re

import pytest

from broadcaster.answers import emergencies
from broadcaster.answers.dates import supported_languages
from broadcaster.answers.emergencies import CASES, emergency_kinds, emergency_reply
from broadcaster.sending.texts.segments import measure

CASE_NAMES = {"lift": ("18", "112"), "fall": ("18", "112"), "gas_co": ("0 800 47 33 33", "18")}
LATIN = ("fr", "en", "tr", "pt")
MUST_NAME = {
    "emergency_gas": ("0 800 47 33 33", "18"),
    "emergency_fire": ("18", "112"),
    "emergency_medical": ("15", "112"),
    "emergency_electric": ("18", "112"),
    "emergency_flood": ("18", "112"),
    "emergency_collapse": ("18", "112"),
    "emergency_violence": ("3919", "17"),
    "emergency_child": ("18", "112", "17", "119"),
    "emergency_suicide": ("3114", "15"),
    "emergency_co": ("18", "112"),
}
LEAVE_FIRST = {
    "fr": "Sortez",
    "en": "out",
    "tr": "ikin|iksin",
    "pt": "Sai",
    "ar": "اخرجوا",
}
NOT_A_SERVICE = {
    "fr": "Nous ne sommes pas un service de secours.",
    "en": "We are not an emergency service.",
    "tr": "Biz acil servis degiliz.",
    "pt": "Nao somos um servico de emergencia.",
    "ar": "لسنا خدمة إسعاف.",
}


def test_the_numbers_are_those_of_france() -> None:
    assert (
        emergencies.EUROPE,
        emergencies.MEDICAL,
        emergencies.POLICE,
        emergencies.FIRE,
        emergencies.BY_SMS,
        emergencies.WOMEN,
        emergencies.CHILDREN,
        emergencies.SUICIDE,
        emergencies.GAS,
    ) == ("112", "15", "17", "18", "114", "3919", "119", "3114", "0 800 47 33 33")


def test_every_kind_of_the_catalogue_has_a_reply() -> None:
    assert set(emergency_kinds()) == set(MUST_NAME)


@pytest.mark.parametrize("language", supported_languages())
@pytest.mark.parametrize("kind", [*emergency_kinds(), *CASES])
def test_a_reply_names_its_numbers_and_what_we_are_not(kind: str, language: str) -> None:
    reply = emergency_reply(kind, language)
    for number in (*(MUST_NAME | CASE_NAMES)[kind], "114"):
        assert re.search(rf"(?<!\d){number}(?!\d)", reply), number
    assert reply.endswith(NOT_A_SERVICE[language])


@pytest.mark.parametrize("language", LATIN)
@pytest.mark.parametrize("kind", [*emergency_kinds(), *CASES, "emergency_unheard_of"])
def test_a_reply_is_one_plain_segment(kind: str, language: str) -> None:
    size = measure(emergency_reply(kind, language))
    assert (size.encoding, size.segments) == ("GSM-7", 1), size


@pytest.mark.parametrize("kind", [*emergency_kinds(), *CASES])
def test_arabic_takes_two_segments_at_most(kind: str) -> None:
    assert measure(emergency_reply(kind, "ar")).segments <= 2


@pytest.mark.parametrize("language", supported_languages())
@pytest.mark.parametrize("kind", ["gas", "fire", "collapse", "co", "gas_co"])
def test_leaving_comes_before_calling(kind: str, language: str) -> None:
    reply = emergency_reply(f"emergency_{kind}", language)
    leaving = re.search(LEAVE_FIRST[language], reply)
    number = re.search(r"\d", reply)
    assert leaving
    assert number
    assert leaving.start() < number.start()


@pytest.mark.parametrize("kind", ["emergency_violence", "emergency_child"])
def test_words_are_neutral_where_another_may_read(kind: str) -> None:
    reply = emergency_reply(kind, "fr").lower()
    for word in ("violen", "frapp", "mari", "femme", "conjoint", "enfant", "danger", "police"):
        assert word not in reply


@pytest.mark.parametrize("language", supported_languages())
@pytest.mark.parametrize(
    ("kind", "first", "later"),
    [("violence", "17", "3919"), ("child", "18", "119"), ("child", "17", "119")],
)
def test_who_comes_at_once_is_named_before_who_listens(
    kind: str, first: str, later: str, language: str
) -> None:
    numbers = re.findall(r"\d+", emergency_reply(kind, language))
    assert numbers.index(first) < numbers.index(later)


def test_a_case_is_no_kind_of_danger() -> None:
    assert not {f"emergency_{case}" for case in CASES} & set(emergency_kinds())


@pytest.mark.parametrize("case", ["lift", "fall"])
@pytest.mark.parametrize("language", supported_languages())
def test_who_hangs_or_is_shut_in_is_sent_to_the_rescuers(case: str, language: str) -> None:
    numbers = re.findall(r"\d+", emergency_reply(case, language))
    assert numbers == ["18", "112", "114"]


def test_the_site_may_have_its_own_gas_number() -> None:
    assert "0 800 11 22 33" in emergency_reply("emergency_gas", "fr", gas_number="0 800 11 22 33")


def test_an_unknown_language_is_answered_in_french() -> None:
    assert emergency_reply("gas", "so") == emergency_reply("emergency_gas", "fr")


def test_a_danger_of_unknown_kind_is_sent_to_112() -> None:
    assert "112" in emergency_reply("emergency_meteor", "fr")


class TestTwoDangers:
    @pytest.mark.parametrize("language", supported_languages())
    @pytest.mark.parametrize(("first", "second"), [("gas", "co"), ("co", "gas")])
    def test_gas_and_carbon_monoxide_are_both_told(
        self, first: str, second: str, language: str
    ) -> None:
        reply = emergency_reply(f"emergency_{first}", language, beside=[f"emergency_{second}"])
        assert reply == emergency_reply("gas_co", language)

    def test_both_lines_that_save_a_life_are_there_and_the_site_keeps_its_number(self) -> None:
        reply = emergency_reply("co", "fr", beside=["gas"], gas_number="0 800 11 22 33")
        for line in (
            "Sortez tous",
            "ouvrant",
            "N'allumez rien",
            "Dehors",
            "18",
            "0 800 11 22 33",
            "114",
        ):
            assert line in reply

    def test_a_third_danger_goes_beside_both(self) -> None:
        reply = emergency_reply("gas", "en", beside=["co", "medical"])
        assert reply.startswith(emergency_reply("gas_co", "en")[:40])

    def test_the_numbers_for_the_second_are_added(self) -> None:
        reply = emergency_reply("emergency_fire", "fr", beside=["emergency_medical"])
        assert "Aussi : 15." in reply
        assert reply.endswith(NOT_A_SERVICE["fr"])

    def test_numbers_already_there_are_not_repeated(self) -> None:
        assert emergency_reply("gas", "fr", beside=["emergency_fire"]) == emergency_reply(
            "gas", "fr"
        )

    @pytest.mark.parametrize("language", supported_languages())
    @pytest.mark.parametrize("kind", emergency_kinds())
    @pytest.mark.parametrize("other", emergency_kinds())
    def test_it_stays_as_short_as_one(self, kind: str, other: str, language: str) -> None:
        size = measure(emergency_reply(kind, language, beside=[other]))
        assert size.segments <= (1 if language in LATIN else 2)
        if language in LATIN:
            assert size.encoding == "GSM-7"

    @pytest.mark.parametrize("kind", ["emergency_gas", "emergency_fire", "emergency_co"])
    def test_leaving_still_comes_first(self, kind: str) -> None:
        reply = emergency_reply(kind, "fr", beside=["emergency_medical"])
        assert reply.index("Sortez") < reply.index("18")
