from propctl.normalize.clubs import ABBREVIATIONS


def test_there_are_thirty_clubs_with_names_of_their_own() -> None:
    assert len(set(ABBREVIATIONS.values())) == len(ABBREVIATIONS) == 30
