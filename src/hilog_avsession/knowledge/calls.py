"""The codes that calls return for native numbers, where they are not the numbers' own public codes.

To add a call, put one `Call` into CALLS; `get-session` is the simplest to imitate. To add a check that other calls make
inside, put one `Check` into CHECKS. Tests try the examples of each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple


class Call(NamedTuple):
    """A call, or every call of a layer, that gives one code for nearly every failure."""

    name: str  # kebab case
    code: int  # what the application gets
    source: str  # where the framework's source does it
    examples: tuple[tuple[str, int, int], ...]  # interface, native number, code
    apis: frozenset[str] = frozenset()  # in public spelling; empty: all calls of the layer
    c_api: bool = False  # in the C API
    but: Mapping[int, int] = MappingProxyType({})  # native number -> code, where the call has another one for it
    also: tuple[int, ...] = ()  # what it gives in other releases
    refused: frozenset[int] = frozenset()  # native numbers with which the proxy refuses the call by itself
    # native numbers that the service writes to the reply of the request; for any other number the request itself fails,
    # with -1007. None: it writes all
    answered: frozenset[int] | None = None


CALLS: tuple[Call, ...] = (
    Call(
        "c-api",
        6600101,
        "OHAVSession::GetEncodeErrcode, OHAVCastController::GetEncodeErrcode",
        (("setAVMetadata", -1009, 6600101), ("prepare", -1002, 6600101)),
        c_api=True,
    ),
    Call(
        "get-cast-controller",
        6600109,
        "napi_avsession.cpp, GetAVCastController: the proxy gives a null pointer, whatever it met",
        (("getAVCastController", -1009, 6600109), ("getAVCastController", -1001, 6600102)),
        apis=frozenset({"getAVCastController"}),
        but=MappingProxyType({-1001: 6600102}),  # the layer itself has no memory, and names the wrong symbol
        also=(6600101,),  # up to 6.0
        refused=frozenset({-1009}),
    ),
    Call(
        "get-controller",
        6600101,
        "napi_avsession.cpp, GetController: the proxy gives a null pointer, whatever it met",
        (("getController", -1009, 6600101), ("getController", -1007, 6600101)),
        apis=frozenset({"getController"}),
        refused=frozenset({-1009}),
    ),
    Call(
        "get-session",
        6600101,
        "napi_avsession_manager.cpp, GetAVSession",
        (("getAVSession", -1002, 6600101), ("getAVSession", -1009, 6600102)),
        apis=frozenset({"getAVSession"}),
        but=MappingProxyType({-1009: 6600102}),
    ),
    Call(
        "cast-audio",
        6600101,
        "avsession_service_stub.cpp, HandleCastAudio: only what is refused before the call is written to the reply",
        (("castAudio", -1009, 6600101), ("castAudio", -1023, 201)),
        apis=frozenset({"castAudio"}),
        but=MappingProxyType({-1002: 401, -1012: 202, -1019: 6600104, -1023: 201}),
        answered=frozenset({-1002, -1012, -1023}),
    ),
)


def code_in_call(api: str | None, native: int | None, *, c_api: bool = False) -> int | None:
    """Return the public code that a call makes of a native number, or None where it is the number's own."""
    for call in CALLS:
        if call.c_api == c_api and (not call.apis or api in call.apis):
            return call.but.get(native or 0, call.code)
    return None


def other_codes_of_call(api: str | None) -> tuple[int, ...]:
    """Return the codes that a call of the ArkTS layer gives in other releases."""
    return next((call.also for call in CALLS if not call.c_api and api in call.apis), ())


REFUSED_ARGUMENT = 401  # returned if the ArkTS layer refuses an argument, before it calls the framework


def is_refused_by_proxy(api: str | None, native: int | None) -> bool:
    """Tell whether a native number shows that the proxy refused a call, so that the service never saw it."""
    return any(api in call.apis and native in call.refused for call in CALLS)


def code_without_answer(api: str | None, native: int | None) -> int | None:
    """Return the code that a call gives where the service met a number and does not write it to the reply, or None."""
    for call in CALLS:
        if call.answered is not None and api in call.apis and native not in call.answered:
            return call.code
    return None


def is_unanswered(api: str | None, native: int | None) -> bool:
    """Tell whether a proxy prints a number because the service did not write one, whatever it met."""
    return native == -1007 and code_without_answer(api, native) is not None


class Check(NamedTuple):
    """A call that other calls make inside. Its lines are steps of those calls."""

    api: str
    calls: frozenset[str]
    # the public code of the calls until 5.1.0, whatever the check met; since 6.0 they return the check's number
    covers: int
    example: tuple[str, str]  # a line of the check, a line of the call


CHECKS: tuple[Check, ...] = (
    Check(
        "isActive",
        frozenset({"sendControlCommand", "sendAVKeyEvent", "sendCommonCommand", "sendCustomData"}),
        6600106,
        (
            "[IsSessionActive()-avcontroller_item.cpp:180] session not exist",
            "[SendControlCommand()-avsession_controller_proxy.cpp:376] session is deactivate",
        ),
    ),
)
_CHECKS = {check.api: check for check in CHECKS}


def is_check_in(api: str | None, call: str | None) -> bool:
    """Tell whether a call makes another one inside, as a check."""
    check = _CHECKS.get(api or "")
    return check is not None and call in check.calls


def covering_code(api: str | None) -> int | None:
    """Return the code that calls return when a check inside them fails for any reason; None: `api` is no such check."""
    check = _CHECKS.get(api or "")
    return check.covers if check else None


def hides_check(call: str | None, code: int | None) -> bool:
    """Tell whether a call may return a code merely because a check inside it failed, for any reason."""
    return any(call in check.calls and code == check.covers for check in CHECKS)


# the ArkTS layer reports the failure of some calls in the words of another one: interface that is named -> calls
BORROWED = MappingProxyType(
    {
        "dispatchSessionEvent": frozenset({"sendCommonCommand", "sendCustomData", "start", "prepare"}),
        "sendCommonCommand": frozenset({"sendCustomData", "start", "prepare"}),
        "setAVMetadata": frozenset({"setAVCallState"}),
    }
)


def is_reported_as(call: str | None, named: str | None) -> bool:
    """Tell whether a message that names one interface may be about a call of another one."""
    return call in BORROWED.get(named or "", ())


# functions that carry out a call under the name of another interface: call -> interface
CARRIED_OUT_AS = MappingProxyType({"release": "destroy"})  # of the cast controller


def is_carried_out_as(call: str | None, named: str | None) -> bool:
    """Tell whether a function that has the name of one interface may carry out a call of another one."""
    return named is not None and CARRIED_OUT_AS.get(call or "") == named


def own_name(named: str | None, others: Iterable[str | None]) -> str | None:
    """Return the interface that a message is about, if others that are named beside it show that it names another."""
    return next((call for call in others if is_reported_as(call, named)), named)


# functions that convert one field of an argument. Their names look like interfaces, but what fails is the interface
# whose argument is converted: `get metaData failed` is printed in setAVMetadata
CONVERTERS = frozenset({"GetDuration", "GetExtras", "SetExtras", "GetAVCallState", "SetAVCallState"})
# functions that read a value for their callers; only a caller's own lines say whether the missing value fails the call
VALUE_READERS = frozenset({"GetValue"})

# functions whose failure ArkTS ignores: `getOutputDevice` resolves without the descriptor, and id, type and user of a
# destroyed object are empty. A caller that does look at it prints a line of its own
OPTIONAL = frozenset(
    {
        *("GetSessionDescriptorsBySessionId", "HandleGetSessionDescriptorsBySessionId"),
        *("GetSessionId", "GetSessionType", "GetUserId"),
    }
)

# ---- layers ----------------------------------------------------------------------------------------------------------

_C_FILES = ("OHAV", "OHMedia", "OHDevice")


def is_file_of_c_api(file: str) -> bool:
    """Tell whether a file of the framework's source belongs to the C API."""
    return file.startswith(_C_FILES)


def is_function_of_c_api(function: str, text: str) -> bool:
    """Tell by its name, or by words that only the C API prints, whether a function belongs to it."""
    return function.startswith(("OH_AV", "OHAV")) or (function == "SetAVMetadata" and text.startswith("SetAVMetaData"))
