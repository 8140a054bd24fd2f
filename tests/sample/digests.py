"""Digests of what the league answers: run as a program, it prints them as another process sees them."""

import sys
from datetime import UTC, date, datetime

from propctl.connectors.baseball_savant import day_request
from propctl.connectors.mlb_stats_api import boxscore_request, people_request, slate_request, totals_request
from propctl.domain.digest import sha256
from propctl.sample.fixtures import season_fixtures
from tests.sample.lab import Provider

NOW = datetime(2024, 2, 29, 20, 0, tzinfo=UTC)
DAY = date(2024, 2, 28)


def digests() -> list[str]:
    """Of a slate, everybody, totals, a box score and a day of pitches."""
    provider = Provider()
    game = next(game for game in season_fixtures(2024) if game.date == DAY)
    bodies = [
        provider.ask(request, NOW)
        for request in (
            slate_request(NOW.date()),
            people_request(2024),
            totals_request(2024, DAY),
            boxscore_request(game.game_pk),
        )
    ]
    bodies.append(provider.pitches(day_request(DAY), NOW))
    return [sha256(body) for body in bodies]


if __name__ == "__main__":
    sys.stdout.write("\n".join(digests()))
