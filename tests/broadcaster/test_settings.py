"""A wrong setting refuses to start, and the refusal names it and says why."""

import os
from datetime import time
from pathlib import Path

import pytest

from broadcaster.sending.texts.tariff import Tariff, TariffRefusedError
from broadcaster.settings import Settings, SettingsError, load_settings

ACCOUNT = "AC" + "0123456789abcdef" * 2
TWILIO = {
    "PALIER_TWILIO_ACCOUNT_SID": ACCOUNT,
    "PALIER_TWILIO_AUTH_TOKEN": "a-made-up-token",
    "PALIER_PUBLIC_URL": "https://palier.example/",
}


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.upper().startswith("PALIER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _load(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_nothing_need_be_set() -> None:
    settings = load_settings()
    assert (settings.port, settings.local_twilio_port, settings.rasa_port) == (8080, 8090, 5005)
    assert settings.resolved_database_url == "sqlite+aiosqlite:///var/palier.db"
    assert settings.resolved_public_url == "http://127.0.0.1:8080"
    assert not settings.uses_real_twilio


def test_the_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PALIER_PORT=8181\nOTHER_PROGRAM=1\n", encoding="utf-8")
    assert load_settings().port == 8181


def test_the_environment_goes_before_the_env_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PALIER_PORT=8181\n", encoding="utf-8")
    assert _load(monkeypatch, {"PALIER_PORT": "8282"}).port == 8282


@pytest.mark.parametrize(
    ("given", "used"),
    [
        pytest.param("sqlite:///palier.db", "sqlite+aiosqlite:///palier.db", id="sqlite"),
        pytest.param(
            "postgresql://palier:pass@db/palier",
            "postgresql+psycopg://palier:pass@db/palier",
            id="postgresql",
        ),
    ],
)
def test_a_plain_database_url_gets_its_driver(
    monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    assert _load(monkeypatch, {"PALIER_DATABASE_URL": given}).resolved_database_url == used


def test_a_whole_twilio_account_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _load(monkeypatch, TWILIO)
    assert settings.uses_real_twilio
    assert settings.resolved_public_url == "https://palier.example"


@pytest.mark.parametrize(
    ("values", "named", "reason"),
    [
        pytest.param(
            {"PALIER_PORT": "eighty"}, "PALIER_PORT", "whole number", id="port not a number"
        ),
        pytest.param({"PALIER_PORT": "70000"}, "PALIER_PORT", "65535", id="port too high"),
        pytest.param({"PALIER_RASA_PORT": "0"}, "PALIER_RASA_PORT", "1", id="port too low"),
        pytest.param(
            {"PALIER_PORT": "8090"}, "PALIER_LOCAL_TWILIO_PORT", "differ", id="same port twice"
        ),
        pytest.param(
            {"PALIER_DATABASE_URL": "mysql://palier@db/palier"},
            "PALIER_DATABASE_URL",
            "mysql is not supported",
            id="unknown database",
        ),
        pytest.param(
            {"PALIER_DATABASE_URL": "palier.db"},
            "PALIER_DATABASE_URL",
            "sqlite:///FILE",
            id="database file without scheme",
        ),
        pytest.param(
            {"PALIER_PUBLIC_URL": "palier.example"}, "PALIER_PUBLIC_URL", "https://", id="no scheme"
        ),
        pytest.param(
            {**TWILIO, "PALIER_TWILIO_ACCOUNT_SID": "AC123"},
            "PALIER_TWILIO_ACCOUNT_SID",
            "AC and 32",
            id="account cut short",
        ),
        pytest.param(
            {"PALIER_TWILIO_ACCOUNT_SID": ACCOUNT},
            "PALIER_TWILIO_AUTH_TOKEN",
            "both",
            id="account without token",
        ),
        pytest.param(
            {name: value for name, value in TWILIO.items() if name != "PALIER_PUBLIC_URL"},
            "PALIER_PUBLIC_URL",
            "Twilio must reach us",
            id="twilio without public address",
        ),
        pytest.param(
            {"PALIER_SMTP_URL": "smtp://mail.example"},
            "PALIER_MAIL_FROM",
            "both",
            id="mail server without sender",
        ),
        pytest.param(
            {"PALIER_SMTP_URL": "mail.example:25", "PALIER_MAIL_FROM": "p@x.example"},
            "PALIER_SMTP_URL",
            "smtp://USER",
            id="mail server without scheme",
        ),
        pytest.param(
            {"PALIER_SMTP_URL": "smtp://h", "PALIER_MAIL_FROM": "Palier <p@x.example>"},
            "PALIER_MAIL_FROM",
            "one bare address",
            id="mail sender with a name",
        ),
        pytest.param(
            {"PALIER_CONVERSATION_SENDER": "Lutece"},
            "PALIER_CONVERSATION_SENDER",
            "a number that tenants can answer",
            id="a name cannot be answered",
        ),
        pytest.param(
            {"PALIER_BROADCAST_SENDER": "La Lutece Habitat"},
            "PALIER_BROADCAST_SENDER",
            "a name of at most 11 letters",
            id="a name over eleven characters",
        ),
        pytest.param(
            {"PALIER_CONVERSATION_SENDER": "+33 1 99 00 01 00"},
            "PALIER_CONVERSATION_SENDER",
            "no spaces",
            id="a number with spaces",
        ),
        pytest.param(
            {"PALIER_GAS_EMERGENCY_NUMBER": "   "},
            "PALIER_GAS_EMERGENCY_NUMBER",
            "as tenants dial it",
            id="blank emergency number",
        ),
        pytest.param(
            {"PALIER_GAS_EMERGENCY_NUMBER": "GRDF"},
            "PALIER_GAS_EMERGENCY_NUMBER",
            "digits",
            id="emergency number in letters",
        ),
        pytest.param(
            {"PALIER_PUBLIC_URL": "https://user:hidden-word@palier.example"},
            "PALIER_PUBLIC_URL",
            "without user",
            id="public address with a password",
        ),
        pytest.param(
            {"PALIER_PUBLIC_URL": "https://palier.example/?a=1"},
            "PALIER_PUBLIC_URL",
            "without user, ? or #",
            id="public address with a query",
        ),
        pytest.param(
            {"PALIER_PUBLIC_URL": "https://palier.example/#a"},
            "PALIER_PUBLIC_URL",
            "without user, ? or #",
            id="public address with a fragment",
        ),
        pytest.param({"PALIER_DATA_DIR": ""}, "PALIER_DATA_DIR", "is empty", id="no data folder"),
        pytest.param({"PALIER_HOST": " "}, "PALIER_HOST", "is empty", id="blank host"),
        pytest.param(
            {"PALIER_PROT": "8181"}, "PALIER_PROT", "did you mean PALIER_PORT?", id="a slip"
        ),
        pytest.param(
            {"PALIER_XYZ": "1"}, "PALIER_XYZ", "unknown setting, take it out", id="no such setting"
        ),
        pytest.param(
            {"PALIER_LOG_LEVEL": "loud"}, "PALIER_LOG_LEVEL", "'warning'", id="no such log level"
        ),
        pytest.param(
            {"PALIER_SEGMENTS_PER_SECOND": "0"},
            "PALIER_SEGMENTS_PER_SECOND",
            "greater than 0",
            id="a pace that never sends",
        ),
        pytest.param(
            {"PALIER_SEGMENTS_PER_SECOND": "fast"},
            "PALIER_SEGMENTS_PER_SECOND",
            "number",
            id="pace in words",
        ),
        pytest.param(
            {"PALIER_COURTESY_HOURS": "8 to 20"},
            "PALIER_COURTESY_HOURS",
            "as 08:00-20:00",
            id="hours in words",
        ),
        pytest.param(
            {"PALIER_COURTESY_HOURS": "08:00-24:30"},
            "PALIER_COURTESY_HOURS",
            "as 08:00-20:00",
            id="no such hour",
        ),
        pytest.param(
            {"PALIER_COURTESY_HOURS": "20:00-08:00"},
            "PALIER_COURTESY_HOURS",
            "must come before",
            id="hours through the night",
        ),
        pytest.param(
            {"PALIER_COURTESY_ON_HOLIDAYS": "peut"},
            "PALIER_COURTESY_ON_HOLIDAYS",
            "true or false",
            id="neither true nor false",
        ),
        pytest.param(
            {"PALIER_URGENT_UNTIL": "07:00"},
            "PALIER_URGENT_UNTIL",
            "evening",
            id="late before the morning",
        ),
        pytest.param(
            {"PALIER_URGENT_UNTIL": "99"}, "PALIER_URGENT_UNTIL", "hour", id="99 is no hour"
        ),
        pytest.param(
            {"PALIER_URGENT_UNTIL": "late"}, "PALIER_URGENT_UNTIL", "21:30", id="late in words"
        ),
        pytest.param(
            {"PALIER_URGENT_UNTIL": "21:30Z"},
            "PALIER_URGENT_UNTIL",
            "without time zone",
            id="an hour of elsewhere",
        ),
        *(
            pytest.param({"PALIER_COURTESY_DAYS": days}, "PALIER_COURTESY_DAYS", "as 1-6", id=name)
            for days, name in (("0-6", "no such day"), ("6-1", "days reversed"), ("lundi", "words"))
        ),
        pytest.param({"PALIER_MOST_A_DAY": "0"}, "PALIER_MOST_A_DAY", "1", id="none a day"),
        pytest.param(
            {"PALIER_APPROVAL_FROM": "-1"}, "PALIER_APPROVAL_FROM", "0", id="approval below zero"
        ),
        pytest.param(
            {"PALIER_FAILURE_SHARE": "30"}, "PALIER_FAILURE_SHARE", "1", id="share in per cent"
        ),
        pytest.param(
            {"PALIER_FAILURE_SHARE": "0"},
            "PALIER_FAILURE_SHARE",
            "greater than 0",
            id="paused before any failure",
        ),
        pytest.param(
            {"PALIER_ENGINE": "distributed"},
            "PALIER_ENGINE",
            "needs PostgreSQL",
            id="several machines on SQLite",
        ),
        pytest.param(
            {"PALIER_ENGINE": "cloud"}, "PALIER_ENGINE", "'distributed'", id="no such engine"
        ),
    ],
)
def test_a_wrong_setting_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str, reason: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        _load(monkeypatch, values)
    assert named in str(refused.value)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("0.0798", "0.0798", id="one price"),
        pytest.param("  0.07   +262=0.13 ", "0.07 +262=0.13", id="spaces"),
        pytest.param("0 +262=1 +262692=2", "0 +262=1 +262692=2", id="longer prefixes"),
        pytest.param("0,07", None, id="a comma"),
        pytest.param("", None, id="empty"),
        pytest.param("free", None, id="a word"),
        pytest.param("-1", None, id="below zero"),
        pytest.param("100", None, id="a hundred euros"),
        pytest.param("+262=0.13", None, id="no price for all"),
        pytest.param("0.07 262=0.13", None, id="prefix without plus"),
        pytest.param("0.07 +262=0.13 +262=0.2", None, id="a prefix twice"),
        pytest.param("0.07 0.08", None, id="two prices for all"),
        pytest.param("٠.٠٧", None, id="other digits"),
    ],
)
def test_a_tariff_is_taken_just_when_the_estimate_can_read_it(
    monkeypatch: pytest.MonkeyPatch, written: str, kept: str | None
) -> None:
    if kept is not None:
        price = _load(monkeypatch, {"PALIER_SEGMENT_PRICE": written}).segment_price
        assert price == kept
        assert Tariff.parse(price) == Tariff.parse(written)
        return
    with pytest.raises(SettingsError, match=r"^PALIER_SEGMENT_PRICE: .*0\.07 \+262=0\.13"):
        _load(monkeypatch, {"PALIER_SEGMENT_PRICE": written})
    with pytest.raises(TariffRefusedError):
        Tariff.parse(written)


def test_the_hours_are_those_of_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"PALIER_COURTESY_HOURS": " 9:00 - 19:30 ", "PALIER_URGENT_UNTIL": "22:00"}
    settings = _load(monkeypatch, given)
    assert settings.courtesy_span == (time(9), time(19, 30))
    assert settings.urgent_until == time(22)


def test_several_machines_may_send_with_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"PALIER_ENGINE": "distributed", "PALIER_DATABASE_URL": "postgresql://palier@db/palier"}
    assert _load(monkeypatch, given).engine == "distributed"


def test_sending_is_careful_unless_told_otherwise() -> None:
    settings = load_settings()
    assert settings.courtesy_span == (time(8), time(20))
    assert settings.urgent_until == time(21, 30)
    assert (settings.segments_per_second, settings.most_a_day) == (10.0, 2)
    assert (settings.approval_from, settings.failure_share) == (100, 0.3)
    assert (settings.segment_price, settings.engine) == ("0.07", "local")


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"PALIER_PORT.*; .*PALIER_LOG_LEVEL"):
        _load(monkeypatch, {"PALIER_PORT": "no", "PALIER_LOG_LEVEL": "loud"})


def test_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _load(monkeypatch, TWILIO)
    assert TWILIO["PALIER_TWILIO_AUTH_TOKEN"] not in repr(settings)


def test_a_slip_in_the_env_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("palier_prot=8181\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="did you mean PALIER_PORT"):
        load_settings()


def test_what_is_given_to_rasa_and_to_the_tests_is_no_slip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = {"PALIER_RASA_TOKEN": "x", "PALIER_ACTIONS_URL": "x", "PALIER_TEST_POSTGRES_URL": "x"}
    assert _load(monkeypatch, given).port == 8080


def test_an_env_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PALIER_BROADCAST_SENDER=R\xe9sidence\n")
    with pytest.raises(SettingsError, match=r"^\.env is not UTF-8 text \(byte 26\)"):
        load_settings()


def test_an_env_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(SettingsError, match=r"^\.env is a folder"):
        load_settings()


@pytest.mark.parametrize(
    "name", ["PALIER_TWILIO_AUTH_TOKEN", "PALIER_DATABASE_URL", "PALIER_PUBLIC_URL"]
)
def test_a_refusal_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    secret = {
        "PALIER_TWILIO_AUTH_TOKEN": "a-made-up-token",
        "PALIER_DATABASE_URL": "mysql://palier:hidden-word@db/palier",
        "PALIER_PUBLIC_URL": "https://palier:hidden-word@palier.example",
    }
    with pytest.raises(SettingsError) as refused:
        _load(monkeypatch, {name: secret[name]})
    assert "a-made-up-token" not in str(refused.value)
    assert "hidden-word" not in str(refused.value)
