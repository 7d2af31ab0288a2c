"""Addresses and forms that make no sense: a page that says so, never a crash."""

import io

import pytest

from tests.broadcaster.console.journeys import Client
from tests.broadcaster.console.neighbourhood import Neighbourhood

IDS = ["abc", "0", "-1", "99999999", "2147483648", "9" * 30, "%00", "1%00", "٣", "é", "1.5"]
PAGES = [
    "/milestones/{}",
    "/milestones/{}/told",
    "/milestones/{}/plan/j1",
    "/cuts/{}",
    "/works/buildings/{}",
    "/works/buildings/{}/poster",
    "/broadcasts/{}",
    "/broadcasts/{}/preview",
    "/broadcasts/{}/edit",
    "/broadcasts/{}/live",
    "/deliveries/{}",
    "/threads/{}",
    "/series/{}",
]
FORMS = [
    "/milestones/{}",
    "/milestones/{}/confirm",
    "/cuts/{}",
    "/cuts/{}/confirm",
    "/works/buildings/{}/feeds/staff",
    "/broadcasts/{}/edit",
    "/broadcasts/{}/schedule",
    "/broadcasts/{}/cancel",
    "/broadcasts/{}/approve",
    "/broadcasts/{}/rework",
    "/broadcasts/{}/pause",
    "/broadcasts/{}/resume",
    "/broadcasts/{}/override",
    "/broadcasts/{}/reschedule",
    "/broadcasts/{}/duplicate",
    "/broadcasts/{}/test",
    "/milestones/{}/plan",
    "/milestones/{}/plan/approve",
    "/milestones/{}/plan/stop",
    "/milestones/{}/plan/j1",
    "/alerts/{}/seen",
    "/series/{}/approve",
    "/series/{}/stop",
    "/threads/{}/reply",
    "/threads/{}/close",
]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_of_nothing_is_not_found(client: Client, path: str) -> None:
    for wrong in IDS:
        answer = await client.get("/staff" + path.format(wrong))
        assert answer.status == 404, (path, wrong)
        assert "Page introuvable" in await answer.text()


@pytest.mark.parametrize("path", FORMS)
async def test_a_form_about_nothing_is_not_found(
    client: Client, neighbourhood: Neighbourhood, path: str
) -> None:
    right = {
        "title": "T",
        "body": "Bonjour",
        "site": str(neighbourhood.site_id),
        "when": "now",
        "first_day": "2026-06-01",
        "last_day": "2026-06-01",
        "state": "planned",
        "hold": "quiet_hours",
        "reason": "Fuite",
    }
    for wrong in IDS:
        answer = await client.post("/staff" + path.format(wrong), data=right)
        assert answer.status == 404, (path, wrong)


@pytest.mark.parametrize(
    "path",
    [
        "/milestones?building=abc",
        "/audit?before=99999999999999999999",
        "/broadcasts/new?milestone=%00",
        "/broadcasts?before=abc",
    ],
)
async def test_a_query_that_makes_no_sense_is_said_to_be_so(client: Client, path: str) -> None:
    answer = await client.get(f"/staff{path}")
    assert answer.status == 400
    assert "Demande illisible" in await answer.text()


async def test_an_unknown_address_is_a_page_of_the_console(client: Client) -> None:
    answer = await client.get("/staff/nulle-part")
    assert answer.status == 404
    assert "Aller à l'accueil" in await answer.text()


async def test_a_form_that_is_too_large_is_refused_with_a_page(client: Client) -> None:
    heavy = io.BytesIO(b"body=" + b"x" * (2 << 20))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/staff/broadcasts/new", data=heavy, headers=kind)
    assert answer.status == 413
    assert "raccourcissez-le" in await answer.text()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("application/x-www-form-urlencoded; charset=klingon", b"body=x"),
        ("application/x-www-form-urlencoded", b"body=\xff\xfe"),
        ("application/json", b"{}"),
    ],
    ids=["no boundary", "broken part", "unknown charset", "not UTF-8", "not a form"],
)
async def test_a_body_that_is_no_form_is_refused_with_a_page(
    client: Client, kind: str, body: bytes
) -> None:
    answer = await client.post("/staff/broadcasts/new", data=body, headers={"Content-Type": kind})
    assert answer.status == 400
    assert "<h1>" in await answer.text()


async def test_pages_are_kept_by_no_cache_and_load_nothing_from_elsewhere(client: Client) -> None:
    answer = await client.get("/staff/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    text = await answer.text()
    assert "style=" not in text
    assert "<script>" not in text
