"""From a record to what it tells: signals (a failure, however it is spelled), facts (who owns what), losses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from . import application, hidumper
from .apis import public_name
from .codes import CATALOG
from .digits import int_of
from .lazy import lazy
from .model import Confidence, DumpLine, Event, Fact, Form, Loss, Side, Signal, Unknown
from .records import Body, Record, remember
from .scanner import Needle
from .statements import STATEMENTS
from .statements.base import Learns, Statement
from .statements.messages import MESSAGES

# the five hex digits of AVSession's domain: since 5.0.0; 5.0-Beta1; 3.2 to 4.1, where the whole of multimedia shares it
AVSESSION_DOMAINS = ("02b91", "02b50", "02b00")
_OLD_DOMAIN = "02b00"  # up to 4.1
_AVSESSION_TAG = "avsession"
_CAST_ENGINE = "0460"  # C04600 to C04610: prints numbers of its own
# ---- lines lost ---------------------------------------------------------------------------------------------------

_LOSS = lazy(
    r"=*(?:\S+ )?LOGS OVER PROC QUOTA, (?P<quota>\d{1,10}) DROPPED=*"
    r"|(?P<dropped>\d{1,10}) line\(s\) dr?opped(?: in a second)?!"
    r"|write socket failed, (?P<socket>\d{1,10}) line\(s\) dropped!"
    r"|=*Slow reader missed log lines: (?P<missed>\d{1,10})"
)
_LOSS_TAGS = re.compile(r"LOGLIMIT[DP]?|HiLog")
LOSS_NEEDLES = ("dropped==", "line(s) dropped", "line(s) dopped", "slow reader missed")


def find_loss(record: Record) -> Loss | None:
    """Read a notice of hilogd or of the logging library that lines were lost."""
    if not _LOSS_TAGS.fullmatch(record.body.tag):
        return None
    match = _LOSS.fullmatch(record.body.text.strip())
    if match is None:
        return None
    return Loss(record, int(next(number for number in match.groups() if number is not None)))


# ---- needles ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    """A statement with its pattern, compiled when a line first asks for it."""

    statement: Statement

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return self.statement.compile()


def _needle_table() -> tuple[tuple[Needle, ...], dict[int, tuple[_Row, ...]]]:
    """All needles, and for each the rows whose lines hold it."""
    in_domain = tuple(f"{domain}/" for domain in AVSESSION_DOMAINS)
    needles: dict[Needle, list[_Row]] = {}
    for statement in STATEMENTS:
        needles.setdefault(Needle(statement.needle.lower(), in_domain), []).append(_Row(statement))
    others = [
        *(Needle(message.needle, ("failed",)) for message in MESSAGES),
        *(
            Needle(text, application.CODE_BESIDE, application.CODE_WITHIN, application.CODE_THEN)
            for text in application.CODE_NEEDLES
        ),
        *(Needle(text, application.API_BESIDE) for text in application.API_NEEDLES),
        *(Needle(text) for text in application.SYMBOL_NEEDLES),
        *(Needle(text) for text in LOSS_NEEDLES),
        *_error_level_needles(),
        *(Needle(text) for text in hidumper.NEEDLES),
        # CreateAVSession : SUCCESS : sessionId = <64 hex>
        Needle("sessionid", ("success", "done"), then="[^\\n]{0,8}[0-9a-f]{16}"),
    ]
    for needle in others:
        needles.setdefault(needle, [])
    return tuple(needles), {index: tuple(rows) for index, rows in enumerate(needles.values()) if rows}


def _error_level_needles() -> list[Needle]:
    """Every error-level line of AVSession is looked at: what no row knows is listed."""
    by_line = [Needle(f" {level} c{domain}/", ("avsession: ",)) for level in "ef" for domain in AVSESSION_DOMAINS]
    # DevEco's window prints the level behind the tag
    return by_line + [Needle(f"  c{domain}/", ("  e     ", "  f     ")) for domain in AVSESSION_DOMAINS]


@cache
def needle_rows() -> tuple[tuple[Needle, ...], dict[int, tuple[_Row, ...]]]:
    """The needle table, made once."""
    return _needle_table()


# ---- records to events --------------------------------------------------------------------------------------------


def is_avsession(body: Body) -> bool:
    """Tell whether AVSession itself printed a line: by its domain and tag."""
    return body.domain in AVSESSION_DOMAINS and body.tag.casefold() == _AVSESSION_TAG


Telling = Signal | Fact | Loss | Unknown  # what a record of a log tells


class Detector:
    """Reads what records tell. Records with the same body tell the same: it is read once."""

    def __init__(self) -> None:
        self.levels: set[str] = set()  # of AVSession's own lines
        self._known: dict[Body, tuple[Telling, ...]] = {}

    def find_events(self, records: Iterable[Record | DumpLine]) -> Iterator[Event]:
        """Yield what the records tell, in their order. A record that states one code twice gives one signal."""
        for record in records:
            if isinstance(record, DumpLine):
                yield record
                continue
            events = self._known.get(record.body)
            if events is None:
                events = self._read(record)
            for event in events:
                yield event.of(record)

    def _read(self, record: Record) -> tuple[Telling, ...]:
        """Read a body that was not met before, or is forgotten."""
        if is_avsession(record.body):
            self.levels.add(record.body.level)
        return remember(self._known, record.body, tuple(events_of(record)))


def events_of(record: Record) -> Iterator[Telling]:
    """Yield what one record tells."""
    if record.body.type == "K" or record.body.domain.startswith(_CAST_ENGINE):
        return
    loss = find_loss(record)
    if loss is not None:
        yield loss
    elif is_avsession(record.body):
        yield from _framework_events(record)
    else:
        yield from _application_events(record)


def _framework_events(record: Record) -> Iterator[Telling]:
    row = _statement_of(record)
    if row is not None:
        match = row.pattern.fullmatch(record.body.text)
        assert match is not None  # _statement_of has matched it
        fields = {name: value for name, value in match.groupdict().items() if value is not None}
        if row.statement.fails:
            signal = _signal(record, row.statement, fields)
            if signal is not None:
                yield signal
        elif row.statement.learns is not None:
            statement = row.statement
            yield Fact(record, statement.name, row.statement.learns, statement.side, {**statement.values, **fields})
        return
    found = list(application.find_errors(record.body.text, framework=True))
    for one in found:
        yield _signal_of(record, one, "framework-message", session_id=None)
    if not found and record.body.level in ("E", "F"):
        yield Unknown(record, _shape(record))


# what makes two lines of one shape differ: ids, names, paths, numbers
_VARIABLE = lazy(
    r"(?P<id>\b[0-9A-F]{3,}\*+[0-9A-F]*)|(?P<path>(?:/[\w.*-]+){2,})|(?P<name>\b[A-Za-z_]\w*(?:\.\w+){2,})"
    r"|(?P<hex>\b(?:0x)?(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b)|(?P<number>-?\d+(?:\.\d+)?)"
)


def _shape(record: Record) -> str:
    """The line with everything that varies replaced by what it is."""
    text = _VARIABLE.sub(lambda match: f"<{match.lastgroup}>", record.body.text)
    return f"[{record.body.function}]{text}" if record.body.function else text


def _statement_of(record: Record) -> _Row | None:
    rows_of = needle_rows()[1]
    for needle in record.body.needles:
        for row in rows_of.get(needle, ()):
            if _may_print(row.statement, record.body.function) and row.pattern.fullmatch(record.body.text):
                return row
    return None


def _may_print(statement: Statement, function: str) -> bool:
    """Tell whether a function prints the statement; a line without one may be anybody's, unless `""` is excluded."""
    if function in statement.not_functions:
        return False
    return not function or not statement.functions or function in statement.functions


def _signal(record: Record, statement: Statement, fields: dict[str, str]) -> Signal | None:
    native, cast, code, confidence = _numbers(statement, fields)
    if native is not None and record.body.domain == _OLD_DOMAIN and _is_newer_than_domain(native):
        native = -1  # the release has no such number yet
    if code is None and not statement.weak:
        return None
    return Signal(
        record,
        statement.name,
        statement.side,
        _form(statement, fields),
        code,
        also=(*statement.also, *_other_codes(native)),
        native=native,
        cast_number=cast,
        cause=statement.cause,
        api=public_name(fields.get("api") or statement.api or record.body.function),
        confidence=confidence,
        weak=statement.weak,
        callback=statement.callback,
        session_id=fields.get("session"),
        pid=int_of(fields.get("pid")),
        uid=int_of(fields.get("uid")),
    )


def _is_newer_than_domain(native: int) -> bool:
    known = CATALOG.native(native)
    return known is not None and known.since_release >= "5"


def _other_codes(native: int | None) -> tuple[int, ...]:
    """What other releases and the static runtime make of a native number."""
    known = CATALOG.native(native) if native is not None else None
    if known is None:
        return ()
    return tuple({known.public_static, *known.public_before.values()} - {known.public})


def _numbers(statement: Statement, fields: dict[str, str]) -> tuple[int | None, int | None, int | None, Confidence]:
    """Native number, cast number and public code that a failing statement tells."""
    native = statement.native
    if "native" in fields:
        native = int(fields["native"])
    elif "radar" in fields:
        native = -int(fields["radar"])  # radar prints the absolute value
    elif "symbol" in fields:
        known = CATALOG.native_of_symbol(fields["symbol"])
        native = known.number if known else None
    cast = int_of(fields.get("cast"))
    if "code" in fields:
        return native, cast, int(fields["code"]), Confidence.CERTAIN
    if cast is not None:
        return native, cast, CATALOG.public_of_cast(cast), statement.confidence
    if native is None or statement.code is not None:
        return native, cast, statement.code, statement.confidence
    meaning = CATALOG.native(native)
    return native, cast, meaning.public if meaning else None, statement.confidence


def _form(statement: Statement, fields: dict[str, str]) -> Form:
    if "code" in fields:
        return Form.CODE
    if "cast" in fields:
        return Form.CAST
    if "native" in fields or "radar" in fields:
        return Form.NATIVE
    return Form.SYMBOL if "symbol" in fields else statement.form


# ---- application lines --------------------------------------------------------------------------------------------

_FULL_ID = re.compile(r"(?<![0-9A-Za-z])[0-9A-F]{64}(?![0-9A-Za-z])")


def _application_events(record: Record) -> Iterator[Telling]:
    full_id = _FULL_ID.search(record.body.message)
    # a line of another framework must name AVSession's interface; an application's own line need not
    outside = record.body.type != "A"
    signals = 0
    for found in application.find_errors(record.body.message):
        if outside and found.api is None:
            continue
        signals += 1
        yield _signal_of(record, found, "application", full_id[0] if full_id else None)
    if full_id and not signals and "session" in record.body.message.casefold():
        yield Fact(record, "application-session", Learns.FULL_ID, Side.APP, {"session": full_id[0]})


def _signal_of(record: Record, found: application.Found, statement: str, session_id: str | None) -> Signal:
    cause = found.cause
    if cause is None and found.code == 6600101 and _is_c_api(record):
        cause = "c-api"
    return Signal(
        record,
        statement,
        Side.APP,
        found.form,
        found.code,
        also=_HIDDEN_BY_C if cause == "c-api" else found.also,
        native=found.native,
        cause=cause,
        api=found.api,
        confidence=found.confidence,
        session_id=session_id,
    )


# the C API answers 6600101 whatever the native number: the framework's own lines may tell any code
_HIDDEN_BY_C = (0, 201, 202, 401, *range(6600102, 6600112))


def _is_c_api(record: Record) -> bool:
    """Tell whether the line comes from native code, where every failure of the C API is 6600101."""
    return "OH_AVSession" in record.body.message or (record.body.type == "C" and not is_avsession(record.body))
