"""From records to events: signals (a failure, however it is spelled), facts (who owns what), losses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..knowledge import application_errors as application
from ..knowledge.apis import interface_of
from ..knowledge.calls import CONVERTERS, OPTIONAL, VALUE_READERS, is_function_of_c_api
from ..knowledge.catalog import Catalog, hidden_by_service_exception
from ..knowledge.framework.inventory import PRINTED_LEVELS, Row
from ..knowledge.rules import Fields, Rules, is_avsession
from ..knowledge.ruleset import RULESET, Ruleset
from ..knowledge.statements import STATEMENTS
from ..knowledge.statements.base import Statement
from ..model.events import Confidence, DumpLine, Event, Fact, FactKind, Form, Loss, Side, Signal, Unknown, presence_of
from ..model.patterns import int_of, lazy
from ..model.records import Body, Record, fast_new, remember
from ..reading.fastpath import Sieve
from .printed import cause_of_c_api, find_row, in_call, is_callback_of_service, is_of_c_api, signal_of_row
from .release import ReleaseFinder, native_in_release, public_in_release

_CAST_ENGINE = "0460"  # C04600 to C04610: prints numbers of its own

# ---- lines lost ---------------------------------------------------------------------------------------------------

_LOSS = lazy(
    r"=*(?:\S+ )?LOGS OVER PROC QUOTA, (?P<quota>\d{1,10}) DROPPED=*"
    r"|(?P<dropped>\d{1,10}) line\(s\) dr?opped(?: in a second)?!"
    r"|write socket failed, (?P<socket>\d{1,10}) line\(s\) dropped!"
    r"|=*Slow reader missed log lines: (?P<missed>\d{1,10})"
)
_LOSS_TAGS = frozenset({"LOGLIMIT", "LOGLIMITD", "LOGLIMITP", "HiLog"})


def find_loss(record: Record) -> Loss | None:
    """Read a notice of hilogd or of the logging library that lines were lost."""
    if record.body.tag not in _LOSS_TAGS:
        return None
    match = _LOSS.fullmatch(record.body.text.strip())
    if match is None:
        return None
    return Loss(record, int(next(number for number in match.groups() if number is not None)))


# ---- records to events --------------------------------------------------------------------------------------------


RecordEvent = Signal | Fact | Loss | Unknown  # an event that a record states


class Detector:
    """Finds the events in records. Records with the same body state the same events: each body is read once."""

    def __init__(self, ruleset: Ruleset = RULESET, sieve: Sieve | None = None) -> None:
        self.levels: set[str] = set()  # of AVSession's own lines
        self.private = 0  # hidden values
        self.release = ReleaseFinder()
        self.rules = Rules(ruleset)
        self._catalog = ruleset.catalog
        self._sieve = sieve or Sieve()
        self._known: dict[Body, tuple[RecordEvent, ...]] = {}

    def find_events(self, records: Iterable[Record | DumpLine]) -> Iterator[Event]:
        """Yield the events of the records, in their order. A record that states one code twice gives one signal."""
        for record in records:
            if isinstance(record, DumpLine):
                yield record
                continue
            body = record.body
            self.private += body.private
            events = self._known.get(body)
            if events is None:
                yield from self._read(record)
            else:
                for event in events:
                    yield event.of(record)

    def forget(self) -> None:
        """Forget the events of bodies: no more lines will come."""
        self._known.clear()

    def _read(self, record: Record) -> tuple[RecordEvent, ...]:
        """Read a body that is new or was forgotten."""
        body = record.body
        if body.level not in self.levels and is_avsession(body):
            self.levels.add(body.level)
        events = tuple(events_of(record, self.rules, self._catalog, self.release))
        if not body.private:
            self._tell_sieve(body, events)
        return remember(self._known, body, events)

    def _tell_sieve(self, body: Body, events: tuple[RecordEvent, ...]) -> None:
        """Let the sieve hold back further lines with a body that says nothing, or only that a process runs."""
        if not events:
            self._sieve.silence(body)
        elif isinstance(fact := events[0], Fact) and fact.kind is FactKind.PRESENCE:  # which always comes alone
            self._sieve.silence(body, presence_of(body.process, fact.side))


def events_of(
    record: Record, rules: Rules, catalog: Catalog, release: ReleaseFinder | None = None
) -> Iterable[RecordEvent]:
    """Return the events that one record states, and note what it shows of the framework's release."""
    body = record.body
    if body.type == "K":
        return ()
    framework = is_avsession(body)
    loss = None if framework else find_loss(record)
    if loss is not None:
        return (loss,)
    read = rules.read(body, framework=framework)
    if framework and release is not None:
        release.note(record, read[0] if read else None)
    if read is not None:
        statement, fields = read
        if statement.learns is not None:
            known = {**statement.values, **fields} if statement.values else fields
            return (fast_new(Fact, (record, statement.name, statement.learns, statement.side, known)),)
        return _statement_events(record, statement, fields, catalog)
    if framework:
        return _unread_events(record, catalog)
    return () if body.domain.startswith(_CAST_ENGINE) else _application_events(record, catalog)


def _statement_events(record: Record, statement: Statement, fields: Fields, catalog: Catalog) -> Iterator[RecordEvent]:
    """Yield the failure, if any, that a line of a statement without a fact states."""
    if statement.fails:
        signal = _signal_of_statement(record, statement, fields, catalog)
        confirmed = _confirmed(signal, statement, fields, catalog) if signal is not None else None
        if confirmed is not None:
            yield confirmed
    elif statement.excuses:
        yield Signal(record, statement.name, statement.side, statement.form, None, weak=True, excuses=True)
    elif record.body.level in PRINTED_LEVELS and is_avsession(record.body) and _is_ours(statement):
        row = find_row(record.body, statement.side)
        printed = signal_of_row(record, row, catalog) if row is not None else None
        if printed is not None and printed.weak:  # our statement knows no failure here: at most a step
            yield printed


_OURS = frozenset(map(id, STATEMENTS))  # a user's statement may equal one of ours


def _is_ours(statement: Statement) -> bool:
    """Tell whether the statement is this package's own; a user's statement that states nothing silences its lines."""
    return id(statement) in _OURS


_NUMBERED = frozenset({"native", "radar", "symbol", "cast", "code"})  # fields that state the failure themselves
_NOT_DELIVERED = (-1003, -1005, -1007)  # of IPC: nobody is there, or the request cannot be written or sent


def _confirmed(signal: Signal, statement: Statement, fields: Fields, catalog: Catalog) -> Signal | None:
    """Return the signal of a statement as the function that printed the line means it; None if no call fails."""
    body = signal.record.body
    framework = is_avsession(body)
    row = find_row(body, statement.side) if framework else None
    if row is not None:
        return _as_in_row(signal, statement, fields, row, catalog)
    if signal.native in _NOT_DELIVERED and is_callback_of_service(body):
        return None
    return in_call(signal, catalog, c_api=framework and is_function_of_c_api(body.function, body.text))


def _as_in_row(signal: Signal, statement: Statement, fields: Fields, row: Row, catalog: Catalog) -> Signal | None:
    """Return the signal with what the inventory knows of its line: the call, its code, and whether it is only a step.

    A statement that is specific, because it knows the interface or reads a number, decides the code by itself. A
    general one matches lines of several calls, so the row of the line decides.
    """
    function = signal.record.body.function
    named = fields.get("api") or statement.api
    signal = signal._replace(api=row.api if function in CONVERTERS and not named else signal.api or row.api)
    if row.kind == "step" and (function in VALUE_READERS or function in OPTIONAL):
        signal = signal._replace(weak=True)
    is_specific = bool(statement.functions or statement.api or _NUMBERED & fields.keys())
    if signal.weak and (signal.native == -1 or (not is_specific and row.code != signal.code)):
        printed = signal_of_row(signal.record, row, catalog) or signal
        return printed._replace(api=printed.api or signal.api)
    if is_specific or (row.code is None and row.kind == "step"):
        return in_call(signal, catalog, c_api=is_of_c_api(row))
    if row.code == signal.code:
        return signal
    if row.code is None:
        return None
    cause = signal.cause if catalog.cause(row.code, signal.cause) else row.cause
    return signal._replace(code=row.code, native=row.native, cause=cause, api=row.api or signal.api)


def _unread_events(record: Record, catalog: Catalog) -> Iterator[RecordEvent]:
    """Yield the events of an AVSession line that no statement of ours reads; unknown if no release prints the line."""
    body = record.body
    row = find_row(body) if body.level in PRINTED_LEVELS else None
    signal = signal_of_row(record, row, catalog) if row is not None else None
    if signal is not None and not signal.weak:
        yield signal
        return
    c_api = is_function_of_c_api(body.function, body.text)
    found = list(application.find_errors(body.text, framework=True, catalog=catalog))
    for error in found:
        stated = _signal_of_error(record, error, "framework-message", None, catalog)
        stated = stated._replace(api=stated.api or (row.api if row else interface_of(body.function)))
        yield in_call(stated, catalog, c_api=c_api)
    if found or body.level not in PRINTED_LEVELS:
        return
    if signal is not None:
        yield signal
    elif row is None and body.level != "W":
        yield Unknown(record, _shape(record))


# the parts in which two lines of one shape may differ: ids, names, paths, numbers
_VARIABLE = lazy(
    r"(?P<id>\b[0-9A-F]{3,}\*+[0-9A-F]*)|(?P<path>(?:/[\w.*-]+){2,})|(?P<name>\b[A-Za-z_]\w*(?:\.\w+){2,})"
    r"|(?P<hex>\b(?:0x)?(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b)|(?P<number>-?\d+(?:\.\d+)?)"
)


def _shape(record: Record) -> str:
    """Return the line with everything that varies replaced by its kind."""
    text = _VARIABLE.sub(lambda match: f"<{match.lastgroup}>", record.body.text)
    return f"[{record.body.function}]{text}" if record.body.function else text


def _signal_of_statement(record: Record, statement: Statement, fields: Fields, catalog: Catalog) -> Signal | None:
    native, cast, code, confidence = _numbers(statement, fields, catalog)
    framework = is_avsession(record.body)
    if native is not None and framework:
        native, code = _in_release(record.body, native, code, statement, catalog)
    if code is None and not statement.weak:
        return None
    return Signal(
        record,
        statement.name,
        statement.side,
        _form(statement, fields),
        code,
        also=(*statement.also, *_other_codes(native, code, catalog)),
        native=native,
        cast_number=cast,
        cause=statement.cause,
        api=_api(record, statement, fields),
        confidence=confidence,
        weak=statement.weak,
        callback=statement.callback,
        session_id=fields.get("session") or (None if framework else _full_id_in(record)),
        pid=int_of(fields.get("pid")),
        uid=int_of(fields.get("uid")),
        ability=fields.get("ability"),
        application=not framework,
    )


def _in_release(
    body: Body, native: int, code: int | None, statement: Statement, catalog: Catalog
) -> tuple[int, int | None]:
    """Return a native number and its public code as the release of the line has them."""
    own = native_in_release(body, native, statement, catalog)
    known = catalog.native(own)
    is_own_code = known is not None and (own != native or code == known.public)
    return own, public_in_release(body, known) if known is not None and is_own_code else code


def _api(record: Record, statement: Statement, fields: Fields) -> str | None:
    """Return the interface that a statement names, else the one in whose call its function runs."""
    named = fields.get("api") or statement.api
    return interface_of(named) if named else interface_of(record.body.function)


def _other_codes(native: int | None, code: int | None, catalog: Catalog) -> tuple[int, ...]:
    """Return the public codes that other releases and the static runtime give a native number."""
    known = catalog.native(native) if native is not None else None
    if known is None:
        return ()
    others = {known.public_static, *known.public_before.values()}
    # beside the code of an old release only today's is possible: a build may contain parts of a later release
    return (known.public,) if code != known.public and code in others else tuple(others - {known.public})


def _numbers(
    statement: Statement, fields: Fields, catalog: Catalog
) -> tuple[int | None, int | None, int | None, Confidence]:
    """Return native number, cast number and public code of a failing statement, and how sure they are."""
    native = statement.native
    if "native" in fields:
        native = int(fields["native"])
    elif "radar" in fields:
        native = -int(fields["radar"])  # radar prints the absolute value
    elif "symbol" in fields:
        known = catalog.native_of_symbol(fields["symbol"])
        native = known.number if known else None
    cast = int_of(fields.get("cast"))
    if "code" in fields:
        return native, cast, int(fields["code"]), Confidence.CERTAIN
    if cast is not None:
        return native, cast, catalog.public_of_cast(cast), statement.confidence
    if native is None or statement.code is not None:
        return native, cast, statement.code, statement.confidence
    meaning = catalog.native(native)
    return native, cast, meaning.public if meaning else None, statement.confidence


def _form(statement: Statement, fields: Fields) -> Form:
    if "code" in fields:
        return Form.CODE
    if "cast" in fields:
        return Form.CAST
    if "native" in fields or "radar" in fields:
        return Form.NATIVE
    return Form.SYMBOL if "symbol" in fields else statement.form


# ---- application lines --------------------------------------------------------------------------------------------

_FULL_ID = re.compile(r"(?<![0-9A-Za-z])[0-9A-F]{64}(?![0-9A-Za-z])")


def _full_id_in(record: Record) -> str | None:
    match = _FULL_ID.search(record.body.message)
    return match[0] if match else None


_RUNTIME_TAGS = frozenset({"AppKit", "ArkCompiler"})  # under which the system prints what ArkTS threw


def _is_uncaught(body: Body) -> bool:
    """Tell whether the system prints the code of an error that an application did not catch, on a line of its own."""
    return body.tag in _RUNTIME_TAGS and body.message.startswith("Error code:")


def _application_events(record: Record, catalog: Catalog) -> Iterator[RecordEvent]:
    full_id = _full_id_in(record)
    # a line of another framework must be about AVSession; an application's own line need not
    outside = record.body.type != "A" and not _is_uncaught(record.body)
    signals = 0
    for found in application.find_errors(application.text_with_tag(record.body), core=outside, catalog=catalog):
        if outside and found.api is None and not application.concerns_avsession(record.body.message):
            continue
        signals += 1
        yield _signal_of_error(record, found, "application", full_id, catalog)
    if full_id and not signals and "session" in record.body.message.casefold():
        yield Fact(record, "application-session", FactKind.FULL_ID, Side.APP, {"session": full_id})


def _signal_of_error(
    record: Record, found: application.StatedError, statement: str, session_id: str | None, catalog: Catalog
) -> Signal:
    cause = found.cause
    if cause is None and _is_c_api(record):
        cause = cause_of_c_api(found.code, catalog)
    return Signal(
        record,
        statement,
        Side.APP,
        found.form,
        found.code,
        also=hidden_by_service_exception(catalog) if cause == "c-api" else found.also,
        native=found.native,
        cause=cause,
        api=found.api,
        confidence=found.confidence,
        session_id=session_id,
        application=statement == "application",
        told=found.told,
    )


def _is_c_api(record: Record) -> bool:
    """Tell whether the line comes from native code, where every failure of the C API is 6600101."""
    body, message = record.body, record.body.message
    is_named = "OH_AVSession" in message or "OH_AVCast" in message or "AV_SESSION_ERR_" in message
    return is_named or (body.type == "C" and body.tag not in _RUNTIME_TAGS and not is_avsession(body))
