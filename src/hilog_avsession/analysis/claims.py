"""From signals to claims: the claim of a signal is what it states, without its time, line and process.

A storm of failures repeats the same few claims at other times and in other processes. So each claim is examined only
once, and so is each pair of claims.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from ..knowledge.calls import (
    REFUSED_ARGUMENT,
    VALUE_READERS,
    code_without_answer,
    covering_code,
    is_carried_out_as,
    is_check_in,
    is_refused_by_proxy,
    is_reported_as,
)
from ..knowledge.statements.messages import FAILED
from ..model.events import Basis, Confidence, Form, Link, Linked, Side, Signal
from ..model.records import Body, remember

# statements that match many texts: two such lines belong to one call only if its thread prints them at once
_OF_ANY_TEXT = frozenset(
    {"framework-failure", "framework-step", "framework-number", "framework-message", "test-invalid-arguments"}
)
_CHECKS_OF_ARGUMENTS = {"framework-failure", "test-invalid-arguments"}
_REFUSED_EARLY = ("nullptr", "item number is out of range")  # the ArkTS layer refuses the call by itself
Role = str  # what a line contributes to the echo of a failure; only one line of each process takes a role


class Layer(IntEnum):
    """Who prints a line of a call, from the failure up to the application."""

    SERVICE = 0
    PROXY = 1
    ARKTS = 2
    APPLICATION = 3


_LAYERS = {Side.SERVICE: Layer.SERVICE, Side.BOTH: Layer.PROXY, Side.APP: Layer.PROXY}


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """What a signal states. Signals that state the same share one claim as long as it is remembered."""

    signal: Signal  # the first that makes this claim; the others differ only in their record
    function: str
    roles: tuple[Role, ...]  # that it takes
    codes: tuple[int | None, ...]  # its code, then the others that its call may return
    layer: Layer  # that prints it
    is_answer: bool  # it shows what the application got from a call, so it is the last line of the call
    refuses_argument: bool  # the ArkTS layer refuses an argument; no other line of the call states a failure
    is_early: bool  # the ArkTS layer refuses a null object or an argument before it calls the framework
    reached_framework: bool  # the framework was called, as it returned a number

    @property
    def says(self) -> tuple[object, ...]:
        """All fields of its signal but the record."""
        return self.signal[1:]


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """A claim and who makes it: a linked signal without its time and line. Equal voices are shared, like claims."""

    claim: Claim
    pid: int | None
    tid: int | None
    link: Link


def is_echo(voice: Voice) -> bool:
    """Tell whether an application printed a line that names no session, so that only its process links it."""
    return voice.claim.signal.application and voice.link.basis not in (Basis.ID, Basis.HASH)


class Pair(NamedTuple):
    """How two claims relate to each other."""

    names_agree: bool  # they name one interface, or two that are used for each other, or one of them names none
    codes_agree: bool  # one failure can have both codes; means nothing unless both have one
    is_of_one_call: bool | None  # judged by the interfaces that they name; None: only their threads can tell
    reasons_agree: bool  # one reason can explain both
    are_checks: bool  # of one kind: such lines of one process belong to one call only if they come at once


class Claims:
    """Makes the claims of signals and compares them; remembers the claims and the comparisons."""

    def __init__(self) -> None:
        self._of_body: dict[tuple[object, ...], Claim] = {}
        self._of_text: dict[tuple[object, ...], Claim] = {}
        self._voices: dict[tuple[object, ...], Voice] = {}
        self._pairs: dict[tuple[Claim, Claim], Pair] = {}

    def of(self, signal: Signal) -> Claim:
        """Return the claim of a signal."""
        # signals of one body can differ in these fields; folding may turn a signal into a step
        key = signal.record.body, signal.code, signal.native, signal.also, signal.weak
        return self._of_body.get(key) or remember(self._of_body, key, self._shared(claim_of(signal)))

    def voice_of(self, linked: Linked) -> Voice:
        """Return the claim of a linked signal with its process, thread and link."""
        signal, link = linked
        stamp = signal.record.stamp
        key = claim, pid, tid, _ = self.of(signal), stamp.pid, stamp.tid, link
        return self._voices.get(key) or remember(self._voices, key, Voice(claim, pid, tid, link))

    def _shared(self, claim: Claim) -> Claim:
        """Return an equal claim that is remembered, else this one: bodies may differ in a number of no importance."""
        text = claim.says, claim.function, claim.roles, claim.is_early
        return self._of_text.get(text) or remember(self._of_text, text, claim)

    def pair(self, a: Claim, b: Claim) -> Pair:
        """Return how two claims relate to each other."""
        return self._pairs.get((a, b)) or remember(self._pairs, (a, b), pair_of(a, b))


def claim_of(signal: Signal) -> Claim:
    """Make the claim of a signal."""
    body = signal.record.body
    refuses_argument = _is_check_of_arguments(signal)
    is_early = refuses_argument or _is_refused_early(signal, body)
    layer = _layer(signal)
    return Claim(
        signal=signal,
        function=body.function if signal.statement in _OF_ANY_TEXT else "",
        roles=_roles(signal, body),
        codes=(signal.code, *_other_codes(signal)),
        layer=layer,
        is_answer=signal.application or signal.form is Form.CODE or signal.callback,
        refuses_argument=refuses_argument,
        is_early=is_early,
        reached_framework=(
            signal.native is not None and not signal.weak and layer in (Layer.PROXY, Layer.ARKTS) and not is_early
        ),
    )


def _is_refused_early(signal: Signal, body: Body) -> bool:
    """Tell whether a run-time message says that the ArkTS layer refused a null object or too long a list."""
    if not any(reason in body.message for reason in _REFUSED_EARLY):
        return False
    return signal.form is Form.MESSAGE or (signal.form is Form.CODE and _has_message(body.message))


def _is_check_of_arguments(signal: Signal) -> bool:
    """Tell whether the ArkTS layer refuses an argument: `test (argc == ARGC_ONE) failed: invalid arguments`."""
    is_check = signal.statement in _CHECKS_OF_ARGUMENTS and signal.record.body.text.startswith("test (")
    return is_check and signal.code == REFUSED_ARGUMENT


def _other_codes(signal: Signal) -> tuple[int, ...]:
    """Return the other codes that the call may return: what the line leaves open, and what covers a check."""
    covering = covering_code(signal.api)
    return signal.also if covering is None else (*signal.also, covering)


def _roles(signal: Signal, body: Body) -> tuple[Role, ...]:
    """Return the roles in the echo that a signal takes; an application's line may state code, message or both."""
    if signal.statement in _OF_ANY_TEXT:
        return (f"{signal.statement}: {body.text}",)
    if signal.statement != "application":
        return (signal.statement,)
    code, message = f"code: {body.tag}", f"message: {body.tag}"
    if signal.form is Form.MESSAGE:
        return (message,)
    # without a run-time message, a line with the message may follow: an application can print the two separately
    return (code, message) if signal.form is Form.CODE and _has_message(body.message) else (code,)


def _has_message(text: str) -> bool:
    """Tell whether a text contains a run-time message."""
    # most lines of a storm stop at the first test, which costs far less than the pattern
    return ("failed :" in text or "failed:" in text) and FAILED.search(text) is not None


def _layer(signal: Signal) -> Layer:
    if signal.application:
        return Layer.APPLICATION
    if signal.form is Form.NATIVE and signal.side is Side.APP:
        return Layer.ARKTS
    return _LAYERS[signal.side]


# ---- two claims ------------------------------------------------------------------------------------------------------


def pair_of(a: Claim, b: Claim) -> Pair:
    """Find out how two claims relate to each other."""
    return Pair(
        names_agree=not a.signal.api or not b.signal.api or a.signal.api == b.signal.api or _are_loose_names(a, b),
        codes_agree=_codes_agree(a.signal, b.signal),
        is_of_one_call=_is_of_one_call(a.signal.api, b.signal.api),
        reasons_agree=_reasons_agree(a, b),
        are_checks=_are_checks(a, b),
    )


def _are_loose_names(a: Claim, b: Claim) -> bool:
    """Tell whether two lines that name different interfaces may come from one call: from a step, or its message."""
    return any(
        is_check_in(one.signal.api, other.signal.api)
        or (is_carried_out_as(one.signal.api, other.signal.api) and not other.signal.application)
        or (is_reported_as(one.signal.api, other.signal.api) and _has_message(other.signal.record.body.message))
        for one, other in ((a, b), (b, a))
    )


def _codes_agree(a: Signal, b: Signal) -> bool:
    if any(_is_covered(one, other) or _is_lost(one, other) for one, other in ((a, b), (b, a))):
        return True
    if a.code != b.code and a.code not in b.also and b.code not in a.also:
        return False
    if _leaves_open(a, b) or _leaves_open(b, a):
        return True
    if a.native is None or b.native is None or a.native == b.native:
        return True
    return -1 in (a.native, b.native) and not (_is_number_of_call(a) and _is_number_of_call(b))


def _is_number_of_call(signal: Signal) -> bool:
    """Tell whether a line prints the number that a call returned to its caller; each call returns only one."""
    return signal.form is Form.NATIVE and signal.side is Side.APP and not signal.application


def _leaves_open(a: Signal, b: Signal) -> bool:
    """Tell whether the first line leaves the code of its call open, and the second states one that is possible."""
    return a.confidence is Confidence.MEDIUM and not a.weak and b.code in a.also


def _is_covered(check: Signal, call: Signal) -> bool:
    """Tell whether the call returns a code of its own whenever the check inside it fails."""
    return is_check_in(check.api, call.api) and call.code == covering_code(check.api)


def _is_lost(service: Signal, caller: Signal) -> bool:
    """Tell whether a line of the caller says what it makes of a call whose number the service did not write."""
    if service.side is not Side.SERVICE or service.api != caller.api:
        return False
    code = code_without_answer(service.api, service.native)
    return code is not None and code in (caller.code, *caller.also)


def _is_of_one_call(a: str | None, b: str | None) -> bool | None:
    if a is not None and b is not None:
        return a == b or is_check_in(a, b) or is_check_in(b, a)
    return False if "destroy" in (a, b) else None


def _reasons_agree(a: Claim, b: Claim) -> bool:
    """Tell whether a line and a later one may have the same reason.

    A layer that refuses a null object does not call the framework; one that refuses an argument converts no others.
    """
    if a.refuses_argument and _is_step_of_converting(b):
        return False
    if _never_reached(a.signal, b.signal) or _never_reached(b.signal, a.signal):
        return False
    return not (a.is_early and _has_arrived(b)) and not (b.is_early and _has_arrived(a))


def _has_arrived(claim: Claim) -> bool:
    """Tell whether a line shows that the call reached the framework or the service."""
    return claim.reached_framework or (claim.signal.side is Side.SERVICE and not claim.signal.weak)


def _is_step_of_converting(claim: Claim) -> bool:
    """Tell whether a line says which part of an argument could not be converted; the refusal follows."""
    is_converter = claim.function in VALUE_READERS or claim.signal.statement == "test-failed"
    return is_converter and claim.signal.weak and claim.signal.side is Side.APP


def _never_reached(proxy: Signal, service: Signal) -> bool:
    """Tell whether a proxy refused the call, so that a signal of the service must come from another one."""
    return service.side is Side.SERVICE and is_refused_by_proxy(proxy.api, proxy.native)


def _are_checks(a: Claim, b: Claim) -> bool:
    """Tell whether two claims come from one statement that matches many texts, or from two checks of arguments."""
    if a.refuses_argument and b.refuses_argument:
        return True
    statements = {a.signal.statement, b.signal.statement}
    if (len(statements) > 1 and statements != _CHECKS_OF_ARGUMENTS) or a.signal.statement not in _OF_ANY_TEXT:
        return False
    return a.function == b.function or "framework-number" in statements  # otherwise a step and the call around it
