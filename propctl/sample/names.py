"""Invented names of players: few enough surnames that two of a club sometimes share one."""

from typing import Final

from propctl.sample.random_draws import pick, source

_GIVEN: Final = (
    "Abel", "Alvar", "Anselm", "Ávaro", "Benno", "Björn", "Caspar", "Cedric", "Corwin", "Dario", "Dashel",
    "Edvin", "Elio", "Emeric", "Fabien", "Félix", "Gustav", "Hadley", "Hugo", "Íñigo", "Ivo", "Jarek",
    "Jonas", "Lars", "Lucian", "Marek", "Mateo", "Milo", "Nestor", "Niall", "Olin", "Orson", "Pascal",
    "Rafe", "René", "Rufus", "Silas", "Søren", "Tavo", "Thaddy", "Ulises", "Vasco", "Wendel", "Yorick",
    "Zoltán",
)  # fmt: skip

_SURNAMES: Final = (
    "Abbermere", "Aldergar", "Ashquill", "Barromere", "Bexcombe", "Brackwyn", "Brindlow", "Caldervin",
    "Castañell", "Coldwyck", "Crannock", "Darrowyn", "Dellamere", "Dovecotte", "Dunsallow", "Eldermoss",
    "Fallowyn", "Farrogate", "Fenquist", "Frosthorn", "Gallowick", "Glimdale", "Grünewick", "Harromont",
    "Hazelquil", "Hollinsey", "Ironmere", "Jessamont", "Kestwick", "Kirravale", "Lapwyng", "Larkenby",
    "Löfquill", "Lowenbruk", "Marrodell", "Merriwick", "Mirandell", "Mossgrave", "Nightvale", "Northolm",
    "Núñevarr", "Oakenfeld", "Ostrandel", "Pellandro", "Pennivale", "Quillmore", "Ravenskar", "Redfallow",
    "Rookhaven", "Sallowyn", "Saltmarro", "Silverbec", "Starlinge", "Stonquist", "Tallomere", "Thistlow",
    "Thornabyn", "Umberfeld", "Valdrosa", "Wexcombe", "Wintermor", "Yarrowyk",
)  # fmt: skip


def name_of(player_id: int) -> str:
    """What the player is called."""
    chance = source("name", player_id)
    return f"{pick(chance, _GIVEN)} {pick(chance, _SURNAMES)}"
