"""Similar messages come together, and only those."""

from broadcaster.learning.likeness import Likened, folded, grouped


def groups(*texts: str) -> list[list[int]]:
    return grouped([Likened(text) for text in texts])


def test_the_same_words_written_otherwise_are_together() -> None:
    heating, other = groups(
        "Le chauffage ne marche plus !",
        "la poubelle déborde",
        "le chaufage marche plus",
        "LE CHAUFFAGE MARCHE PLUS",
    )
    assert (sorted(heating), other) == ([0, 2, 3], [1])


def test_the_biggest_group_comes_first() -> None:
    found = groups("où est le gardien", "plus d'eau", "plus d eau", "plus d'eau ???")
    assert [len(group) for group in found] == [3, 1]


def test_what_it_was_taken_for_brings_other_words_together() -> None:
    torn = {"cut_heating": 0.28, "quality_insulation": 0.25}
    texts = ["on caille chez nous ça caille trop", "on gèle trop chez nous"]
    assert len(grouped([Likened(text) for text in texts])) == 2
    assert len(grouped([Likened(text, torn) for text in texts])) == 1


def test_the_same_guess_alone_is_no_likeness() -> None:
    guess = {"works_end": 0.3}
    assert len(grouped([Likened("et après ?", guess), Likened("jusqu'à Noël", guess)])) == 2


def test_the_same_texts_give_the_same_groups() -> None:
    texts = ["plus d'eau", "eau coupée", "l'eau est coupée", "ascenseur", "l'ascenseur", "bruit"]
    assert groups(*texts) == groups(*texts)


def test_texts_without_letters_and_none_at_all() -> None:
    assert groups() == []
    assert sorted(groups("?", "12", "")) == [[0], [1], [2]]


def test_every_script_is_folded() -> None:
    assert folded("  Où ça, l'ÉCHAFAUDAGE ? ") == "ou ca l echafaudage"
    assert folded("Asansör ÇALIŞMIYOR") == "asansor calismiyor"
    assert folded("لا ماء!") == "لا ماء"
