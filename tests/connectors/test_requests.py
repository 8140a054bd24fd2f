"""The text of a request is a key of the archive: a changed one asks everything again."""

from datetime import date

import pytest

from propctl.connectors.mlb_stats_api import (
    PROVIDER,
    bare_slate_request,
    boxscore_request,
    lineups_request,
    people_request,
    season_request,
    season_schedule_request,
    slate_request,
    totals_request,
)
from propctl.connectors.payloads import Request
from propctl.domain.digest import sha256
from propctl.normalize.people import PEOPLE_FIELDS
from propctl.normalize.season import LINEUP_FIELDS, SEASON_FIELDS
from propctl.normalize.totals import TOTALS_FIELDS

DAY = date(2025, 6, 8)
EVERYBODY = "group=hitting,pitching&playerPool=ALL&sportId=1&gameType=R"
REQUESTS = [
    (
        slate_request(DAY),
        "/api/v1/schedule?sportId=1&date=2025-06-08&hydrate=team,probablePitcher,lineups,venue,statusFlags",
    ),
    (bare_slate_request(DAY), "/api/v1/schedule?sportId=1&date=2025-06-08"),
    (
        totals_request(2025, date(2025, 6, 7)),
        (
            f"/api/v1/stats?stats=byDateRange&{EVERYBODY}&season=2025&startDate=2025-01-01&endDate=2025-06-07"
            f"&limit=5000&fields={TOTALS_FIELDS}"
        ),
    ),
    (
        season_request(2024),
        f"/api/v1/stats?stats=season&{EVERYBODY}&season=2024&limit=5000&fields={TOTALS_FIELDS}",
    ),
    (people_request(2025), f"/api/v1/sports/1/players?season=2025&fields={PEOPLE_FIELDS}"),
    (
        lineups_request(DAY),
        (
            "/api/v1/schedule?sportId=1&startDate=2025-06-01&endDate=2025-06-07&hydrate=lineups"
            f"&fields={LINEUP_FIELDS}"
        ),
    ),
    (
        season_schedule_request(date(2025, 6, 7)),
        f"/api/v1/schedule?sportId=1&startDate=2025-01-01&endDate=2025-06-07&fields={SEASON_FIELDS}",
    ),
    (boxscore_request(777861), "/api/v1/game/777861/boxscore"),
]


@pytest.mark.parametrize(("request_", "text"), REQUESTS, ids=lambda value: str(value)[:40])
def test_the_text_of_a_request_is_stable(request_: Request, text: str) -> None:
    assert request_.text == text


def test_every_request_has_a_digest_of_its_own() -> None:
    assert len({request.digest for request, _ in REQUESTS}) == len(REQUESTS)


def test_the_digest_is_of_provider_and_text() -> None:
    assert bare_slate_request(DAY).digest == sha256(
        f"{PROVIDER} /api/v1/schedule?sportId=1&date=2025-06-08".encode()
    )


def test_the_same_request_to_two_providers_has_two_digests() -> None:
    assert Request("one", "/a").digest != Request("other", "/a").digest


def test_values_are_escaped() -> None:
    assert Request("p", "/a", (("q", "x y&z"),)).text == "/a?q=x+y%26z"


def test_a_long_request_is_shortened_in_messages() -> None:
    shown = str(Request("p", "/" + "a" * 500))
    assert shown.endswith("…")
    assert len(shown) < 130
