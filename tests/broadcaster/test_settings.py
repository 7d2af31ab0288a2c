"""A wrong setting refuses to start, and the refusal names it and says why."""

import os
from pathlib import Path

import pytest

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
        pytest.param({"PALIER_PORT": "eighty"}, "PALIER_PORT", "integer", id="port not a number"),
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
            {"PALIER_PUBLIC_URL": "palier.example"}, "PALIER_PUBLIC_URL", "URL", id="no scheme"
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
    ],
)
def test_a_wrong_setting_is_named_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], named: str, reason: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        _load(monkeypatch, values)
    assert named in str(refused.value)
    assert reason in str(refused.value)


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
