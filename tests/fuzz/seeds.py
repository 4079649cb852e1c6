"""The saved corpus and how it is made: small inputs, one of each kind that the program reads.

`python -m tests.fuzz --make-corpus` writes it again. Findings that are worth keeping are there, too, with names that
begin with `found_`, and inputs by which a coverage-guided fuzzer (atheris) reached code that the others do not reach,
with names that begin with `covered_`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from relayout import LAYOUTS

from .packing import PACKERS, Pack

CORPUS = Path(__file__).parent / "corpus"
LOG = Path(__file__).parents[1] / "fixtures" / "logs" / "evening.log"

DUMP = """
current session id: 0C4******6E6
is active                    : false
pid                          : 6120
uid                          : 20020051
session type                 : audio
bundle name                  : com.example.radio
pid of controllers           : 3311  4402
"""

MULTI_LINE = """\
11-06 19:30:03.000  6120  6131 E A03D00/com.example.radio/JSAPP: createAVSession failed
11-06 19:30:03.000  6120  6131 E A03D00/com.example.radio/JSAPP: Error name:BusinessError
                                          Error code:6600101
                                          Stacktrace:
    at play (entry/src/main/ets/pages/Index.ets:12:3)
"""

ODD = """\
11-06 19:30:03.000     0     0 I C02D00/LOGLIMIT: ==LOGS OVER PROC QUOTA, 38 DROPPED==
11-06 19:30:03.001  6120  6131 E A03D00/com.example.radio/JSAPP: [a92ab71124490a0 0 0]setAVMetadata code: 6600102
 1234.567  6120  6131 E C02B91/AVSession: [nodict][GetAVMetaData]session not exist
02-29 23:59:59.999  6120  6131 W C02b91/AVSession: [Stop()-avsession_item.cpp:17] <private> -1013
E C02b91/AVSession: [GetAVMetaData]session not exist
11-20 09:38:16.193  <6>[    1.234567] binder: 6120:6131 ioctl
"""


def texts() -> dict[str, bytes]:
    """Return logs that are not packed, by name."""
    lines = LOG.read_text("utf-8").splitlines()
    plain = "\n".join(lines[:40]) + "\n"
    chinese = plain.replace("JSAPP: ", "JSAPP: 播放失败，会话不存在 ")
    result = {
        "plain": plain.encode(),
        "middle": ("\n".join(lines[60:110]) + "\n").encode(),
        "dump": (DUMP + "\n".join(lines[70:90]) + "\n").encode(),
        "multi_line": MULTI_LINE.encode(),
        "odd": ODD.encode(),
        "crlf": plain.replace("\n", "\r\n").encode(),
        "crcrlf": plain.replace("\n", "\r\r\n").encode(),
        "cr": plain.replace("\n", "\r").encode(),
        "marked": plain.encode("utf-8-sig"),
        "utf_16": plain.encode("utf-16"),
        "utf_16_le": plain[:2000].encode("utf-16-le"),
        "utf_16_be": plain[:2000].encode("utf-16-be"),
        "chinese": chinese.encode(),
        "gb18030": chinese.encode("gb18030"),
        "gaps": plain[:1500].encode() + bytes(700) + plain[1500:].encode(),
        "cut": plain.encode()[:-30],
        "empty": b"",
        "no_log": b"root:x:0:0:root:/root:/bin/sh\n" * 5,
        "hdc": b"[Fail][E000004]:The communication channel is being established.\n",
    }
    for name, (relayout, _names) in LAYOUTS.items():
        result[f"layout_{name}"] = ("\n".join(map(relayout, lines[70:82])) + "\n").encode()
    return result


def packed() -> dict[str, bytes]:
    """Return logs in each container, nested, and cut off, by name."""
    plain, result = texts()["middle"], {}
    for name, pack in PACKERS.items():
        result[name] = pack(plain)
    for outer, inner in (("zip", "gzip"), ("gzip", "tar"), ("zip", "zip"), ("tar", "zip"), ("xz", "tar_pax")):
        result[f"{outer}_of_{inner}"] = PACKERS[outer](PACKERS[inner](plain))
    result["deep"] = _nested(plain, [PACKERS["zip_stored"]] * 7)
    for name in ("gzip", "zstd", "zip", "tar", "zip_of_gzip"):
        result[f"{name}_cut"] = result[name][: len(result[name]) * 2 // 3]
    result["gzip_and_more"] = result["gzip"] + b"\0" * 100 + b"more"
    return result


def _nested(content: bytes, packs: list[Pack]) -> bytes:
    for pack in packs:
        content = pack(content)
    return content


def make() -> None:
    """Write the corpus."""
    CORPUS.mkdir(exist_ok=True)
    for kind, inputs in (("text", texts()), ("packed", packed())):
        for name, content in inputs.items():
            (CORPUS / f"{kind}_{name}").write_bytes(content)


@cache
def saved() -> dict[str, bytes]:
    """Return the corpus by name, always in the same order."""
    return {path.name: path.read_bytes() for path in sorted(CORPUS.iterdir())}
