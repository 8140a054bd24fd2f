"""Synthetic payloads in the shapes of the MLB Stats API: invented players, invented figures."""

import json
from typing import Any

Document = dict[str, Any]

DAY = "2025-06-08"
CLUBS = {111: "BOS", 147: "NYY", 133: "ATH", 119: "LAD", 142: "MIN", 114: "CLE"}


def as_body(document: object) -> bytes:
    return json.dumps(document).encode()


def person(player_id: int) -> Document:
    return {"id": player_id, "fullName": f"Player {player_id}", "link": f"/api/v1/people/{player_id}"}


def nine(first: int) -> list[Document]:
    """A whole line-up of consecutive ids."""
    return [person(first + place) for place in range(9)]


def club(team_id: int, *, pitcher: int | None = None) -> Document:
    side: Document = {
        "team": {"id": team_id, "name": f"Club {team_id}", "abbreviation": CLUBS.get(team_id, "XXX")},
        "leagueRecord": {"wins": 30, "losses": 30, "pct": ".500"},
        "splitSquad": False,
    }
    if pitcher is not None:
        side["probablePitcher"] = person(pitcher)
    return side


def status(code: str, detailed: str = "", *, start_time_tbd: bool = False) -> Document:
    """``codedGameState`` is what counts; the abstract state says "Final" of postponed games too."""
    return {
        "abstractGameState": "Final" if code in "FODC" else "Preview",
        "codedGameState": code,
        "detailedState": detailed or "Scheduled",
        "statusCode": code,
        "startTimeTBD": start_time_tbd,
    }


def game(game_pk: int = 900001, code: str = "S", **more: Any) -> Document:
    """BOS at NYY on 2025-06-08; *more* replaces or adds top-level keys."""
    return {
        "gamePk": game_pk,
        "gameType": "R",
        "season": "2025",
        "gameDate": f"{DAY}T17:35:00Z",
        "officialDate": DAY,
        "status": status(code),
        "teams": {"away": club(111, pitcher=5001), "home": club(147, pitcher=5002)},
        "venue": {"id": 3313, "name": "A park"},
        "gameNumber": 1,
        "doubleHeader": "N",
    } | more


def schedule(*games: Document, day: str = DAY, announced: int | None = None) -> Document:
    """One day's answer; *announced* is what ``totalGames`` claims."""
    total = len(games) if announced is None else announced
    return {"totalGames": total, "dates": [{"date": day, "totalGames": total, "games": list(games)}]}


EMPTY_SCHEDULE: Document = {"totalItems": 0, "totalGames": 0, "dates": []}

BATTING: Document = {
    "gamesPlayed": 60, "plateAppearances": 250, "atBats": 220, "hits": 66, "doubles": 12, "triples": 1,
    "homeRuns": 9, "baseOnBalls": 24, "intentionalWalks": 1, "hitByPitch": 3, "strikeOuts": 50, "runs": 35,
    "rbi": 31, "stolenBases": 7, "caughtStealing": 2, "avg": ".300",
}  # fmt: skip
PITCHING: Document = {
    "gamesPlayed": 12, "gamesStarted": 12, "battersFaced": 280, "outs": 204, "inningsPitched": "68.0",
    "hits": 60, "homeRuns": 8, "baseOnBalls": 20, "hitBatsmen": 2, "strikeOuts": 75, "runs": 26,
    "earnedRuns": 23, "era": "3.04",
}  # fmt: skip


def row(player_id: int, stat: Document, *, team: int | None = 147, teams: int = 1) -> Document:
    """One split; without *team* it is the total of several clubs."""
    split: Document = {"season": "2025", "stat": stat, "player": person(player_id), "gameType": "R"}
    if team is not None:
        split["team"] = {"id": team, "name": f"Club {team}"}
    if teams > 1:
        split["numTeams"] = teams
    return split


def block(group: str, splits: list[Document], announced: int | None = None) -> Document:
    return {
        "type": {"displayName": "byDateRange"},
        "group": {"displayName": group},
        "totalSplits": len(splits) if announced is None else announced,
        "splits": splits,
    }


def totals(hitting: list[Document], pitching: list[Document] | None = None) -> Document:
    return {"stats": [block("hitting", hitting), block("pitching", pitching or [])]}


def halved(stat: Document) -> tuple[Document, Document]:
    """Two stints that add up to *stat*."""
    first = {key: value // 2 if isinstance(value, int) else value for key, value in stat.items()}
    rest = {key: value - first[key] if isinstance(value, int) else value for key, value in stat.items()}
    return first, rest


def box_player(
    player_id: int,
    *,
    order: str | None = None,
    batting: Document | None = None,
    pitching: Document | None = None,
) -> Document:
    """``seasonStats`` are there, and absurd: whoever reads them is found out."""
    player: Document = {
        "person": person(player_id),
        "stats": {"batting": batting or {}, "pitching": pitching or {}, "fielding": {}},
        "seasonStats": {"batting": BATTING | {"hits": 999}, "pitching": PITCHING | {"outs": 9999}},
    }
    return player if order is None else player | {"battingOrder": order}


def boxscore(away: list[Document], home: list[Document]) -> Document:
    def side(team_id: int, players: list[Document]) -> Document:
        listed = {f"ID{player['person']['id']}": player for player in players}
        return {"team": {"id": team_id}, "players": listed, "battingOrder": [1, 2, 3]}

    return {"teams": {"away": side(111, away), "home": side(147, home)}, "officials": []}
