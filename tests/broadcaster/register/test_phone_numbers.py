import unicodedata

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.register.models import NumberKind
from broadcaster.register.phone_numbers import (
    NumberRefusedError,
    ParsedNumber,
    is_doubtful,
    mask,
    parse_number,
)
from broadcaster.register.plain_numbers import plain_number

MOBILE, LANDLINE, UNKNOWN = NumberKind.MOBILE, NumberKind.LANDLINE, NumberKind.UNKNOWN


@pytest.mark.parametrize(
    ("raw", "e164", "kind"),
    [
        pytest.param("06 39 98 12 34", "+33639981234", MOBILE, id="fiction mobile"),
        pytest.param("639981234", "+33639981234", MOBILE, id="leading zero lost"),
        pytest.param("+33 (0)6 39 98 12 34", "+33639981234", MOBILE, id="zero in brackets"),
        pytest.param("0033639981234", "+33639981234", MOBILE, id="international prefix"),
        pytest.param("tel:+33639981234", "+33639981234", MOBILE, id="link"),
        pytest.param("06.39.98.12.34", "+33639981234", MOBILE, id="dots"),
        pytest.param("06/39/98/12/34", "+33639981234", MOBILE, id="slashes"),
        pytest.param("06\u202f39\u00a098 12 34", "+33639981234", MOBILE, id="narrow spaces"),
        pytest.param("٠٦٣٩٩٨١٢٣٤", "+33639981234", MOBILE, id="Arabic digits"),
        pytest.param("０６３９９８１２３４", "+33639981234", MOBILE, id="wide digits"),
        pytest.param("01 99 00 12 34", "+33199001234", LANDLINE, id="fiction Paris"),
        pytest.param("02 61 91 12 34", "+33261911234", LANDLINE, id="fiction west"),
        pytest.param("03 53 01 12 34", "+33353011234", LANDLINE, id="fiction east"),
        pytest.param("04 65 71 12 34", "+33465711234", LANDLINE, id="fiction south-east"),
        pytest.param("05 36 49 12 34", "+33536491234", LANDLINE, id="fiction south-west"),
        pytest.param("09 12 34 56 78", "+33912345678", LANDLINE, id="box line"),
        pytest.param("09 76 12 34 56", "+33976123456", LANDLINE, id="box line overseas"),
        pytest.param("06 12 34 56 78", "+33612345678", MOBILE, id="ordinary mobile"),
        pytest.param("07 56 12 34 56", "+33756123456", MOBILE, id="ordinary 07"),
        pytest.param("+33 06 39 98 12 34", "+33639981234", MOBILE, id="plus and zero kept"),
        pytest.param("33 6 39 98 12 34", "+33639981234", MOBILE, id="plus lost"),
        pytest.param("+32 470 12 34 56", "+32470123456", MOBILE, id="Belgium"),
        pytest.param("+213 551 23 45 67", "+213551234567", MOBILE, id="Algeria"),
        pytest.param("0690 12 34 56", "+590690123456", MOBILE, id="Guadeloupe"),
        pytest.param("0694 12 34 56", "+594694123456", MOBILE, id="Guyane"),
        pytest.param("0696 12 34 56", "+596696123456", MOBILE, id="Martinique"),
        pytest.param("0691 23 45 69", "+590691234569", MOBILE, id="Guadeloupe, 0691"),
        pytest.param("0697 12 34 56", "+596697123456", MOBILE, id="Martinique, 0697"),
        pytest.param("0692 12 34 56", "+262692123456", MOBILE, id="Réunion"),
        pytest.param("0693 12 34 56", "+262693123456", MOBILE, id="Réunion, 0693"),
        pytest.param("06 39 39 39 39", "+262639393939", MOBILE, id="Mayotte"),
        pytest.param("0639 98 12 34", "+33639981234", MOBILE, id="fiction, not Mayotte"),
        pytest.param("+262 692 12 34 56", "+262692123456", MOBILE, id="Réunion from abroad"),
        pytest.param("+262 0692 12 34 56", "+262692123456", MOBILE, id="Réunion, zero kept"),
        pytest.param("00262 692 12 34 56", "+262692123456", MOBILE, id="Réunion, two zeros"),
        pytest.param("0590 12 34 56", "+590590123456", LANDLINE, id="Guadeloupe landline"),
        pytest.param("0594 12 34 56", "+594594123456", LANDLINE, id="Guyane landline"),
        pytest.param("0262 12 34 56", "+262262123456", LANDLINE, id="Réunion landline"),
        pytest.param("+1 202 555 0123", "+12025550123", UNKNOWN, id="abroad, mobile or not"),
    ],
)
def test_reads(raw: str, e164: str, kind: NumberKind) -> None:
    assert parse_number(raw) == ParsedNumber(e164, kind)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        pytest.param("", "empty", id="empty"),
        pytest.param("   ", "empty", id="spaces"),
        pytest.param("O6 39 98 12 34", "letter_o", id="letter O first"),
        pytest.param("06 39 98 12 3o", "letter_o", id="letter o last"),
        pytest.param("0O 39 98 12 34", "letter_o", id="letter O in the middle"),
        pytest.param("O6O6O6O6O6", "letter_o", id="letters O throughout"),
        pytest.param("Mme Rivel 0639981234", "letter", id="a name"),
        pytest.param("06 39 98 I2 34", "letter", id="letter I for one"),
        pytest.param("néant", "letter", id="a word"),
        pytest.param("0639981234;ext=12", "extension", id="ext"),
        pytest.param("tel:+33639981234;ext=12", "extension", id="ext of a link"),
        pytest.param("0639981234 poste 12", "extension", id="poste"),
        pytest.param("0639981234#12", "extension", id="number sign"),
        pytest.param("0639981234 / 0639985678", "several", id="two, slash"),
        pytest.param("06 39 98 12 34 ou 06 39 98 56 78", "several", id="two, ou"),
        pytest.param("0639981234 0639985678", "several", id="two, space"),
        pytest.param("06 39 98 12 34 - 06 39 98 56 78", "several", id="two, dash"),
        pytest.param("0639981234, 01 99 00 12 34", "several", id="two, comma"),
        pytest.param("0639981234+33639985678", "several", id="two, plus"),
        pytest.param("0639981234 et 0639985678", "several", id="two, et"),
        pytest.param("0639981234\n0639985678", "several", id="two, new line"),
        pytest.param("6,39981E+08", "scientific", id="scientific notation"),
        pytest.param("3615", "short", id="3615"),
        pytest.param("36 15", "short", id="36 15"),
        pytest.param("10 23", "short", id="a service of four digits"),
        pytest.param("38600", "short", id="short code"),
        pytest.param("118 218", "short", id="118 218"),
        pytest.param("112", "short", id="112"),
        pytest.param("08 92 12 34 56", "special", id="premium"),
        pytest.param("0800 47 33 33", "special", id="free"),
        pytest.param("08 20 12 34 56", "special", id="shared cost"),
        pytest.param("08 09 12 34 56", "special", id="ordinary price"),
        pytest.param("+33 8 92 12 34 56", "special", id="premium from abroad"),
        pytest.param("0033 892 12 34 56", "special", id="premium, two zeros"),
        pytest.param("08 99 99 99 99", "special", id="08 not given out"),
        pytest.param("07 00 12 34 56", "unknown", id="kept for machines"),
        pytest.param("06 39 98 12 3", "length", id="nine digits"),
        pytest.param("06 39 98 12 345", "length", id="eleven digits"),
        pytest.param("06 39 12 34 56", "unknown", id="not given out"),
        pytest.param("+999 12 34 56 78", "unknown", id="no such country"),
        pytest.param("\x00", "short", id="NUL"),
    ],
)
def test_refuses_with_the_reason(raw: str, reason: str) -> None:
    with pytest.raises(NumberRefusedError) as refusal:
        parse_number(raw)
    assert refusal.value.reason == reason
    assert str(refusal.value).endswith(".")


def test_the_refusal_tells_how_many_digits_there_are() -> None:
    with pytest.raises(NumberRefusedError, match="a 9 chiffres au lieu de 10"):
        parse_number("06 39 98 12 3")


@given(st.text())
def test_any_text_is_read_or_refused(raw: str) -> None:
    try:
        parsed = parse_number(raw)
    except NumberRefusedError:
        return
    assert parse_number(parsed.e164).e164 == parsed.e164


@pytest.mark.parametrize(
    ("number", "doubtful"),
    [
        pytest.param("+33606060606", True, id="06 06 06 06 06"),
        pytest.param("+33600000000", True, id="06 00 00 00 00"),
        pytest.param("+33612121212", True, id="06 12 12 12 12"),
        pytest.param("+33612345678", True, id="06 12 34 56 78"),
        pytest.param("+262698765432", True, id="98 76 54 32"),
        pytest.param("+262611223344", True, id="11 22 33 44"),
        pytest.param("+262692929292", True, id="06 92 92 92 92"),
        pytest.param("+33639981234", False, id="ordinary"),
        pytest.param("+262612124512", False, id="some digits twice"),
        pytest.param("+262611335577", False, id="pairs, but not in a row"),
        pytest.param("+6834002", False, id="short, from far away"),
    ],
)
def test_flags_numbers_typed_to_fill_a_field(number: str, doubtful: bool) -> None:
    assert is_doubtful(number) is doubtful


def test_mask_shows_too_little_to_call() -> None:
    assert mask("+33639981212") == "+33 6 39 •• •• 12"
    assert mask("+262692123456") == "+262 •••• 56"
    assert mask("38600") == "••••"


@given(st.text())
def test_mask_never_raises_nor_shows_six_digits_in_a_row(number: str) -> None:
    assert len([one for one in mask(number) if one.isdigit()]) <= 7


@given(st.from_regex(r"(\+33 ?|0033|0)?[1-9]([ .-]?[0-9]{2}){4}", fullmatch=True))
def test_the_quick_way_answers_as_the_whole_of_libphonenumber(text: str) -> None:
    quick = plain_number(unicodedata.normalize("NFKC", text))
    if quick is None:
        return
    number = phonenumbers.parse(text, "FR")
    assert phonenumbers.is_valid_number(number)
    assert quick[0] == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    assert (quick[1] is NumberKind.MOBILE) == is_mobile
