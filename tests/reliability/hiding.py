"""Secrets in every spelling and every place of a log, none of which a redacted report may show."""

from __future__ import annotations

import random
import string
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from hilog_avsession import Report, analyze, compare
from hilog_avsession.output.formats import COMPARISON_FORMATS, FORMATS
from hilog_avsession.output.view import View
from hilog_avsession.results.frames.columns import COLUMNS

from .trial import Attempt, Trial

_ALL = View(evidence=99, stories=True)
_CHARACTERS = "梓骁珺婕睿熙铭瑾蘅棠暄昀霏沅筠"  # of names; none is in a text of the program
_GLUED = ("{}", "{}", "play{}", "{}_2", "m{}Id", "{}'s", "x-{}", "{}Ability", "_{}", "{}42", "on{}Error")


class _Secret:
    """A secret: how it is written into a log, and what of it may be found nowhere, in lower case."""

    def __init__(self, kind: str, written: str, *parts: str) -> None:
        self.kind, self.written = kind, written
        self.parts = [part.lower() for part in parts or (written,)]


def _word(luck: random.Random) -> _Secret:
    """Return a made-up name in capitals or small letters, alone or glued to other words and numbers."""
    name = "zq" + "".join(luck.choices(string.ascii_lowercase, k=8))
    spelt = luck.choice([name, name.upper(), name.capitalize(), name[:5] + name[5:].upper()])
    return _Secret("a name", luck.choice(_GLUED).format(spelt), name)


def _chinese(luck: random.Random) -> _Secret:
    name = "".join(luck.sample(_CHARACTERS, 3))
    return _Secret("a Chinese name", luck.choice(["{}", "《{}》", "我的{}", "{}的设备", "“{}”"]).format(name), name)


def _digits(luck: random.Random, count: int) -> str:
    return luck.choice("123456789") + "".join(luck.choices(string.digits, k=count - 1))


def _number(luck: random.Random) -> _Secret:
    """Return a telephone, a card or an account, in groups or not."""
    kind, sizes = luck.choice(
        [("a telephone", (3, 4, 4)), ("a telephone", (4, 4, 4)), ("a card", (4, 4, 4, 4)), ("a card", (4, 6, 5)),
         ("an account", (4, 4)), ("an account", (7, 3))]
    )  # fmt: skip
    groups = [_digits(luck, size) for size in sizes]
    written = luck.choice(["", " ", "-", ".", "/"]).join(groups)
    if kind == "a telephone":
        written = luck.choice(["{}", "{}", "+86 {}", "+1-{}", "(0755) {}"]).format(written)
    return _Secret(kind, written, written, "".join(groups))


def _place(luck: random.Random) -> _Secret:
    """Return coordinates."""
    north, east = (f"{luck.uniform(10, 80):.{luck.choice([4, 6])}f}" for _ in range(2))
    form = luck.choice(["{},{}", "{}, {}", "{}/{}", "{}N {}E", "lat={} lng={}", "{}°N, {}°E", "geo:{},{}"])
    return _Secret("coordinates", form.format(north, east), north, east)


def _address(luck: random.Random) -> _Secret:
    host = ".".join(str(luck.randrange(11, 250)) for _ in range(4))
    mac = luck.choice(":-").join(f"{luck.randrange(256):02x}" for _ in range(6))
    mail = "zq" + "".join(luck.choices(string.ascii_lowercase, k=7))
    kind, written = luck.choice(
        [("an address", host), ("an address", mac.upper()), ("an address", f"{mail}@{mail}.org")]
    )
    return _Secret(kind, written, mail if "@" in written else written)


_KINDS = (_word, _word, _word, _chinese, _number, _number, _place, _address)
_MESSAGES = (
    "setAVMetadata failed, code: 6600102, title: {}",
    '{{"title":"{}","code":6600102}}',
    "createAVSession {} code: 6600101",
    '"extras":{{"k":"{}"}} setExtras failed code: 6600101',
    "sendControlCommand({}) failed, errCode: 6600107",
    "startCasting to '{}' failed error code: 6600105",
    "投播到“{}”失败，错误码：6612004",
    "[Say]hello {}, goodbye",
    "k={} code: 6600101, args: [1, {}]",
    "destroy of {}: setAVPlaybackState failed code 6600103",
    "id: {} code 6600106",
    "get https://{q}.example.org/{q}/{q}.m3u8?u={q}&n={q} failed code: 6612004",
    "read /storage/{f}/{f}.mp3 code: 6600101",
    "account {} failed error 6600109",
    "[SendControlCommand]{} command send number exceed max",
)
_HEADERS = ("E C02B91/{}/AVSession: ", "E A03D00/{}/JSAPP: ")
_ENCODINGS = ("utf-8", "utf-8", "utf-16", "gb18030")


def secrets(luck: random.Random) -> Iterator[Attempt]:
    """Write logs of twenty secrets each, and look for them in a redacted report, a comparison and a table."""
    with tempfile.TemporaryDirectory() as folder:
        before: Report | None = None
        while True:
            hidden = [luck.choice(_KINDS)(luck) for _ in range(20)]
            key = luck.choice([None, "a key"])
            report = _read(luck, Path(folder), hidden).redacted(key)
            shown = {row.name: "".join(row.text_parts(report, _ALL)) for row in luck.sample(FORMATS, 4)}
            table = luck.choice(list(COLUMNS))
            shown[f"table {table}"] = report.to_frame(table).to_csv()
            if before is not None:
                row = luck.choice(COMPARISON_FORMATS)
                shown["comparison"] = "".join(row.text_parts(compare(before, report), View(whole=True)))
            lowered = {name: text.lower() for name, text in shown.items()}
            for secret in hidden:
                found = [(name, part) for name, text in lowered.items() for part in secret.parts if part in text]
                yield Attempt(secret.kind, f"{secret.written!r} is found as {found[0]}" if found else None)
            before = report


def _read(luck: random.Random, folder: Path, hidden: list[_Secret]) -> Report:
    """Return the report of a log that tells secrets; its name and its applications' names are secrets, too."""
    lines = []
    for second, secret in enumerate(hidden):
        process = f"com.example.{_plain(luck.choice(hidden))}" if luck.random() < 0.3 else "com.example.radio"
        header = f"11-20 10:15:{second:02}.000  6120  6131 {luck.choice(_HEADERS).format(process)}"
        escaped = {"q": quote(secret.written), "f": secret.written.replace("/", "_").replace(":", "-")}
        lines.append(header + luck.choice(_MESSAGES).format(secret.written, secret.written, **escaped))
    path = folder / f"{_plain(luck.choice(hidden))}.log"
    path.write_bytes("\n".join(lines).encode(luck.choice(_ENCODINGS)))
    try:
        return analyze(path)
    finally:
        path.unlink()


def _plain(secret: _Secret) -> str:
    """Return a secret as a part of a name."""
    return secret.written.replace("/", "_").replace(" ", "_")


TRIALS = (Trial("secrets", "no form of a redacted report shows any of them", secrets),)
