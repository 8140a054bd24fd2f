"""Whether an answer with status 200 is a whole document, checked without copying its megabytes."""

import csv
import re
from typing import Final

import msgspec

from propctl.normalize.pitches import header_of

_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?+\s*(\S)")
"""The first byte after a byte order mark and white space."""


class NotWholeError(ValueError):
    """An answer with status 200 that is not the requested document."""


def check_json(body: bytes) -> None:
    """NotWholeError unless *body* is a JSON object; even with status 200 it can be HTML, or empty."""
    if not body:
        raise NotWholeError("the answer is empty")
    if body.lstrip()[:1] == b"<":
        raise NotWholeError("the answer is an HTML page")
    try:
        msgspec.json.decode(body.decode(), type=dict[str, msgspec.Raw])
    except msgspec.ValidationError as error:
        raise NotWholeError("the answer is not a JSON object") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotWholeError("the answer is not JSON") from error


def check_csv(body: bytes) -> None:
    """NotWholeError unless *body* is a table that ends with a whole row."""
    start = _START.match(body)
    if start is None:
        raise NotWholeError("the answer is empty")
    if start[1] == b"<":
        raise NotWholeError("the answer is an HTML page")
    names = header_of(body)
    if "error" in names:
        error_text = body[body.find(b"\n") + 1 :][:100].strip().decode(errors="replace").strip('"')
        raise NotWholeError(f"the answer is an error: {error_text}")
    try:
        cells = next(csv.reader([_last_line(body).decode(errors="replace")], strict=True))
    except csv.Error as error:
        raise NotWholeError("the answer breaks off inside a cell") from error
    if len(cells) != len(names):
        raise NotWholeError(f"the answer breaks off inside a row ({len(cells)} of {len(names)} cells)")


def _last_line(body: bytes) -> bytes:
    """The last line that is not empty."""
    end = len(body)
    while end and body[end - 1] in b"\r\n":
        end -= 1
    return body[body.rfind(b"\n", 0, end) + 1 : end]
