"""Two weeks of 2025 by hand: what each day's games came to, as read off the provider's own schedule."""

from dataclasses import dataclass

from tests.replay.lab import Lab


@dataclass(frozen=True)
class Day:
    """One official date as it stands in the end, by game_pk."""

    played: str
    """Every game that was begun under this date and finished."""
    postponed: tuple[int, ...] = ()
    """Taken from this date: listed, not played."""
    second: tuple[int, ...] = ()
    """Second games of doubleheaders, of either kind."""
    time_unknown: tuple[int, ...] = ()
    """Start times that never were more than a placeholder."""
    elsewhere: tuple[int, ...] = ()
    """In the provider's list for this date, and belonging to another one."""

    @property
    def games(self) -> frozenset[int]:
        """The played games."""
        return frozenset(int(game_pk) for game_pk in self.played.split())


DAYS = {
    "2025-04-23": Day(
        played="778197 778198 778199 778200 778201 778202 778203 778204 778205 778206 778207 778208 778209 "
        "778214",
        postponed=(778195,),  # Colorado at Kansas City, to the next day
    ),
    "2025-04-24": Day(  # 778189 was completed early, by rain
        played="778188 778189 778190 778191 778192 778193 778194 778195 778196",
        second=(778195,),  # "Y": both for one ticket
        time_unknown=(778195,),  # 18:15Z stands for "after the first game"
    ),
    "2025-04-25": Day(
        played="778171 778172 778175 778176 778177 778178 778181 778182 778183 778184 778185 778186 778187",
        postponed=(778179, 778180),  # Boston at Cleveland, Baltimore at Detroit, to the next day
    ),
    "2025-04-26": Day(
        played="778154 778159 778160 778161 778162 778163 778164 778165 778166 778167 778168 778169 778173 "
        "778174 778179 778180",
        postponed=(778170,),  # Toronto at New York, to the next day
        second=(778169, 778180),  # "S", twice: at Cleveland the makeup came first, at Detroit last
    ),
    "2025-04-27": Day(
        played="778136 778144 778145 778146 778147 778148 778149 778150 778151 778152 778153 778155 778156 "
        "778157 778158 778170",
        second=(778170,),  # "Y"
        time_unknown=(778170,),
    ),
    "2025-04-28": Day(played="778132 778137 778138 778139 778140 778141 778142 778143"),
    "2025-04-29": Day(
        played="778120 778121 778122 778123 778124 778125 778126 778127 778128 778129 778130 778131 778133 "
        "778135",
        postponed=(778134,),  # St. Louis at Cincinnati, to the next day
    ),
    "2025-05-18": Day(
        played="777864 777865 777866 777867 777868 777869 777870 777871 777872 777873 777874 777876 777877 "
        "777878 777880",
    ),
    "2025-05-19": Day(  # 777861 was suspended, and finished on 05-21
        played="777852 777853 777854 777855 777856 777857 777858 777859 777860 777861 777862 777863",
    ),
    "2025-05-20": Day(
        played="777836 777838 777840 777841 777842 777843 777844 777845 777846 777847 777848 777849 777850 "
        "777851",
        postponed=(777839,),  # Cleveland at Minnesota, to September
    ),
    "2025-05-21": Day(
        played="777819 777823 777824 777826 777827 777828 777829 777830 777831 777832 777833 777834 777835 "
        "777837",
        postponed=(777825,),  # Atlanta at Washington, to September
        elsewhere=(777861,),  # the rest of the game of 05-19
    ),
    "2025-05-22": Day(
        played="777812 777814 777816 777817 777818 777820 777821 777822",
        postponed=(777815,),  # Baltimore at Boston, to the next day
    ),
    "2025-05-23": Day(
        played="777797 777798 777799 777800 777801 777802 777804 777805 777806 777807 777808 777810 777811 "
        "777813 777815",
        postponed=(777809,),  # the second game at Boston, to the next day
    ),
    "2025-05-24": Day(
        played="777781 777782 777784 777786 777787 777788 777789 777790 777791 777792 777793 777794 777795 "
        "777796 777803 777809",
        second=(777790,),  # "S": 777809, a second game the day before, is the first now
    ),
}


@dataclass(frozen=True)
class Board:
    """A published day by game_pk: the state of each game, its number of rows, and what its rows say of it."""

    states: dict[int, str]
    rows: dict[int, int]
    dates: dict[int, set[str]]
    numbers: dict[int, set[int]]
    times: dict[int, set[tuple[str, bool]]]
    """Start time, and whether it is a placeholder."""
    games: int
    """As the coverage counts them."""


def published_board(lab: Lab, day: str) -> Board:
    """Publish *day*, and read it back."""
    lab.run_once(day)
    manifest, props = (snapshot := lab.read(day)).manifest, snapshot.props
    rows = {int(blob.game_id): blob.count for blob in manifest.rows.blobs}
    of = {game_pk: [prop for prop in props if int(prop.game_id) == game_pk] for game_pk in rows}
    return Board(
        states={int(game.game_id): game.state.value for game in manifest.games},
        rows=rows,
        dates={game_pk: {str(prop.game_date) for prop in props} for game_pk, props in of.items()},
        numbers={game_pk: {prop.game_number for prop in props} for game_pk, props in of.items()},
        times={
            game_pk: {(f"{prop.start_time:%H:%M}", prop.start_time_tbd) for prop in props}
            for game_pk, props in of.items()
        },
        games=manifest.coverage.games,
    )
