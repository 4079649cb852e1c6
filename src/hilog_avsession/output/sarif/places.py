"""From a line of a log to a SARIF location: a file as a URI, and a line in it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from ..safe import cut, visible

ROOT = "%SRCROOT%"  # GitHub takes it for the root of the repository
_STDIN = "stdin"
_SAFE = "/!$&'()*+,;=@~"  # of a path; a colon would end a scheme
_DRIVE = re.compile(r"[A-Za-z]:/")
_LONGEST = 1_000  # characters of a line of the log


def artifact(source: str) -> dict[str, Any]:
    """Return the place of an input: relative to the root, or with the scheme `file` if its path is absolute.

    A member of an archive follows the archive's name: `bug.zip!log/hilog.003.gz`.
    """
    path = source.replace("\\", "/")
    if path.startswith("//"):  # the server of a Windows share
        return {"uri": f"file:{_quoted(path)}"}
    if _DRIVE.match(path):
        return {"uri": f"file:///{path[:2]}{_quoted(path[2:])}"}
    if path.startswith("/"):
        return {"uri": f"file://{_quoted(path)}"}
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return {"uri": _quoted(_STDIN if path == "-" else path) or ".", "uriBaseId": ROOT}


def location(source: str, line: int, text: str = "") -> dict[str, Any]:
    """Return the place of a line, with its text if it is known."""
    region: dict[str, Any] = {"startLine": max(line, 1), "startColumn": 1, "endLine": max(line, 1)}
    if text:
        region["snippet"] = {"text": cut(visible(text), _LONGEST)}
    return {"physicalLocation": {"artifactLocation": artifact(source), "region": region}}


def location_at(place: str) -> dict[str, Any]:
    """Return the place `file:line`."""
    source, _, line = place.rpartition(":")
    return location(source, int(line) if line.isascii() and line.isdigit() else 1)


def _quoted(path: str) -> str:
    return quote(path, safe=_SAFE, errors="surrogatepass")
