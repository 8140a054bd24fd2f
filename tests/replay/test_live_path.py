"""A live day from an empty store: what the first run makes, and what later runs make of it."""

from tests.replay.lab import Lab


def test_a_first_run_publishes_the_whole_board(lab: Lab) -> None:
    report = lab.run_once()
    assert (report.outcome, report.games, report.requests) == ("success", 15, 7)
    assert report.props >= 1850
    assert len(lab.manifests()) == 1


def test_a_second_run_at_the_same_instant_commits_nothing(lab: Lab) -> None:
    lab.run_once()
    assert lab.run_once().outcome == "unchanged"
    assert len(lab.manifests()) == 1
