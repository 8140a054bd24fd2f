"""The abbreviations of the thirty clubs, which the provider's bare schedule leaves out.

Ids are durable but abbreviations are not (133 was OAK through 2024), so these are for the current season.
"""

from typing import Final

ABBREVIATIONS: Final = {
    108: "LAA", 109: "AZ", 110: "BAL", 111: "BOS", 112: "CHC", 113: "CIN",
    114: "CLE", 115: "COL", 116: "DET", 117: "HOU", 118: "KC", 119: "LAD",
    120: "WSH", 121: "NYM", 133: "ATH", 134: "PIT", 135: "SD", 136: "SEA",
    137: "SF", 138: "STL", 139: "TB", 140: "TEX", 141: "TOR", 142: "MIN",
    143: "PHI", 144: "ATL", 145: "CWS", 146: "MIA", 147: "NYY", 158: "MIL",
}  # fmt: skip
"""By team id, as in the box scores of 2025 and 2026."""
