"""A real Rasa process, with a stand-in for the service's action endpoint."""

import threading

import pytest
import requests


def send(rasa, text, sender="opaque-1", channel="sms", headers=None):
    body = {"sender": sender, "channel": channel, "text": text}
    return requests.post(
        f"{rasa.base}/messages", json=body, headers=headers or rasa.headers, timeout=20
    )


def test_ready_names_the_model(rasa):
    answer = requests.get(f"{rasa.base}/ready", headers=rasa.headers, timeout=5)
    assert answer.status_code == 200
    assert answer.json()["model"].startswith("palier-")


def test_every_question_reaches_the_service_and_its_answers_come_back(rasa, actions):
    answer = send(rasa, "kan commence les travo ? + le num du chef", channel="web")
    topics = [message["custom"]["topic"] for message in answer.json()["messages"]]
    assert topics == ["works_start", "contact_site"]
    asked = actions.asked[-1]
    assert asked["authorization"] == "Bearer a-token"
    assert asked["body"]["sender_id"] == "opaque-1"
    assert asked["body"]["tracker"]["latest_input_channel"] == "web"
    questions = asked["body"]["tracker"]["latest_message"]["questions"]
    assert [set(question) for question in questions] == [
        {"text", "intent", "confidence", "fallback", "ambiguous", "ranking"}
    ] * 2


@pytest.mark.parametrize(
    "text", ["", "😀", "x" * 10_000, "\x00", "/restart", "/session_start", "/EXTERNAL_a{}", "?"],
    ids=["empty", "emoji", "long", "nul", "restart", "session", "external", "mark"],
)  # fmt: skip
def test_any_text_gets_one_answer(rasa, text):
    answer = send(rasa, text, sender="odd-texts")
    assert answer.status_code == 200
    assert len(answer.json()["messages"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        "{bad",
        "[]",
        '"text"',
        "null",
        '{"sender": "a", "channel": "fax", "text": "b"}',
        '{"sender": "a", "channel": "sms", "text": "b", "message": 3}',
        '{"sender": "a", "channel": "sms", "text": "b", "form": "x"}',
        '{"sender": "", "channel": "sms", "text": "b"}',
        '{"sender": 3, "channel": "sms", "text": "b"}',
        '{"sender": "a", "channel": "sms"}',
        '{"sender": "a", "channel": "sms", "text": 5}',
        '{"sender": "a", "channel": ["sms"], "text": "b"}',
    ],
)
def test_a_bad_body_is_told_what_is_wrong(rasa, body):
    answer = requests.post(f"{rasa.base}/messages", data=body, headers=rasa.headers, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "é"}])
def test_without_the_token_nothing_is_answered(rasa, given):
    headers = {name: value.encode() for name, value in given.items()}
    assert requests.get(f"{rasa.base}/ready", headers=headers, timeout=5).status_code == 401
    assert send(rasa, "eau", headers=headers or {"X": "y"}).status_code == 401


def test_rasas_own_interface_is_closed(rasa):
    for path in ("/conversations/a/tracker", "/model", "/webhooks/rest/webhook"):
        url = f"http://127.0.0.1:{rasa.port}{path}"
        assert requests.get(url, timeout=5).status_code == 404


def test_texts_sent_together_are_answered_one_after_the_other(rasa, actions):
    before = len(actions.asked)
    senders = [
        threading.Thread(target=send, args=(rasa, "l'eau est coupée", "one")) for _ in "abcd"
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(actions.asked) == before + 4


def test_a_long_conversation_keeps_only_its_end(rasa, actions):
    for _ in range(25):
        send(rasa, "l'eau est coupée", sender="talkative")
    assert len(actions.asked[-1]["body"]["tracker"]["events"]) <= 70


def test_no_text_of_a_tenant_is_in_the_log(rasa):
    send(rasa, "mon secret est un perroquet violet")
    assert "perroquet" not in rasa.log.read_text()
