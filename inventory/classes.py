"""From a statement of the source to its class: what a line that it prints means for a reader of the log.

The rules are tried in their order, after the decisions made by hand in `by_hand.toml`. Each gives a reason, which
stands beside the class in the table. A statement that none of them takes is not classified, and the command says so.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hilog_avsession.knowledge.apis import interface_of
from hilog_avsession.knowledge.calls import CONVERTERS, code_in_call
from hilog_avsession.knowledge.catalog import CATALOG

from .source import Statement

FAILURE, STEP, CONTEXT, INTERNAL, ORDINARY = "failure", "step", "context", "internal", "ordinary"
KINDS = (FAILURE, STEP, CONTEXT, INTERNAL, ORDINARY)


class Class(NamedTuple):
    """What a line means."""

    kind: str
    reason: str  # the name of the rule
    code: int | None = None  # public code of a failure, or that a step supports
    native: int | None = None
    api: str | None = None
    cause: str | None = None


# ---- what a branch returns -------------------------------------------------------------------------------------------

_SYMBOL = re.compile(
    r"(?:->)?(?:[\w]+::)*(?:errcode_\[(?:\w+::)*)?"
    r"(?P<symbol>(?:AV_SESSION_|AVMETADATA_|AVQUEUEITEM_|AVFILEDESC_)?ERR(?:OR)?_\w+)\]?"
)
_C_RESULTS = re.compile(r"AV(?:METADATA|QUEUEITEM|FILEDESC)_ERROR_\w+")
_C_INVALID = 401
_SERVICE_EXCEPTION = 6600101


def symbol_of(returns: str) -> str | None:
    """Return the one specific symbol that a branch returns or throws, or None."""
    match = _SYMBOL.fullmatch(returns.replace(" ", ""))
    if match is None or match["symbol"] in ("ERR_NONE", "ERR_OK"):
        return None
    return match["symbol"]


def codes_of(layer: str, symbol: str) -> tuple[int | None, int | None]:
    """Return the public code and the native number that a symbol stands for in a layer."""
    if _C_RESULTS.fullmatch(symbol):
        return _C_INVALID, None
    entry = CATALOG.of_symbol(symbol)
    if entry is not None:
        return entry.number, None
    native = CATALOG.native_of_symbol(symbol)
    if native is None:
        return None, None
    if layer == "c-api":
        return (_C_INVALID if native.public == _C_INVALID else _SERVICE_EXCEPTION), native.number
    return (native.public_static if layer == "taihe" else native.public), native.number


# ---- which interface -------------------------------------------------------------------------------------------------

_CONVERTER_FILES = (
    r"(?:_meta_data|_playback_state|_queue_item|_control_command|_media_description|_utils|_media_info_holder|"
    r"avmeta_data|avplayback_state|avqueue|avcall_|avcontrol_command|avmedia|avsession_pixel|avsession_enum|"
    r"_avsession_enum|OHAVMetadata|OHMediaInfo|descriptor|ani_|curl)"
)


def api_of(statement: Statement) -> str | None:
    """Return the interface in whose call a statement stands, or None."""
    converts = re.search(_CONVERTER_FILES, statement.site) is not None
    for name in (statement.function, statement.inside):
        found = interface_of(name)
        if found is not None and not (converts and name in CONVERTERS):
            return found
    return None


# ---- the rules -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """Which statements a rule takes, and what they are. An empty pattern takes any."""

    name: str
    kind: str
    reason: str
    layers: tuple[str, ...] = ()
    files: str = ""
    functions: str = ""
    formats: str = ""
    returns: str = ""
    levels: str = ""
    code: int | None = None
    native: int | None = None
    specific: bool = False  # takes only what returns one specific symbol, which gives the code

    def takes(self, statement: Statement) -> bool:
        """Tell whether the rule takes a statement."""
        return (
            (not self.layers or statement.layer in self.layers)
            and (not self.levels or statement.level in self.levels)
            and _fits(self.files, statement.site.partition(":")[0])
            and _fits(self.functions, statement.function if statement.function != "operator()" else statement.inside)
            and _fits(self.formats, statement.format)
            and _fits(self.returns, statement.returns.replace(" ", ""))
            and (not self.specific or codes_of(statement.layer, symbol_of(statement.returns) or "")[0] is not None)
        )

    def give(self, statement: Statement) -> Class:
        """Return the class of a statement that the rule takes."""
        if self.kind not in (FAILURE, STEP):
            return Class(self.kind, self.name)
        code, native = self.code, None
        if (code is None or self.specific) and (symbol := symbol_of(statement.returns)) is not None:
            own, native = codes_of(statement.layer, symbol)
            code = code or own
        api = api_of(statement)
        if code is not None and native is not None and statement.layer in _BEHIND_CALL and api != _BY_ID:
            code = code_in_call(api, native) or code
        native = native if self.native is None else self.native
        return Class(self.kind, self.name, code, native, api, _cause(statement, code, api))


# the manager's interface of this name, which takes an id, gives each number its own code; the session's gets a null
# pointer, so its statements return no symbol
_BY_ID = "getAVCastController"
# layers whose number another layer still has to turn into a code
_BEHIND_CALL = ("service", "stub", "proxy", "client")


# public code, interface, format -> cause of the catalogue
_CAUSES = (
    (401, "setAVPlaybackState", r"^state not valid$", "playback-state-values"),
    (401, "setAVMetadata", r"^invalid meta data$", "metadata-values"),
    (401, None, r"[Ss]ession ?[Ii]d is (?:invalid|empty)", "invalid-session-id"),
    (401, None, r"^property .* is not of ", "unknown-property"),
)


def _cause(statement: Statement, code: int | None, api: str | None) -> str | None:
    if statement.layer == "c-api" and code == _C_INVALID and re.search(r"\bnull(?:ptr)?\b", statement.format):
        return "null-argument"
    for of_code, of_api, pattern, cause in _CAUSES:
        if code == of_code and of_api in (None, api) and re.search(pattern, statement.format):
            return cause
    return None


def _fits(pattern: str, text: str) -> bool:
    return not pattern or re.search(pattern, text) is not None


_BACKGROUND = (
    r"^(?:migrate_|softbus|remote_session_(?!command)|json_utils|audio_adapter|audio_device_manager|bundle_status|"
    r"avsession_dynamic|avsession_whitelist|avsession_hianalytics|params_config|distributed_object|"
    r"key_event|plugin_lib|"
    r"session_stack|focus_session|avsession_users|avsession_dumper|background_audio|app_manager|"
    r"hw_cast_display|hw_cast_data_source|avsession_event_handler|command_send_limit)"
)

RULES: tuple[Rule, ...] = (
    Rule("identity", CONTEXT, "level I: tells who owns, controls or casts", levels="DI"),
    Rule(
        "nobody-waits",
        INTERNAL,
        "the service does not pass on what this returns: no call of an application fails",
        layers=("service",),
        functions=r"^(?:Dump|DisconnectAbility|SendDesktopLyricOperationInfo|StartAbilityForegroundByCall)$",
    ),
    Rule(
        "nobody-waits-in-client",
        INTERNAL,
        "the layers of ArkTS ask for this by themselves and do not look at what it returns",
        layers=("proxy",),
        functions=r"^(?:UpdateAVQueueInfo|RegisterClientDeathObserver|St(?:art|op)CastDisplayListener)$",
    ),
    Rule(
        "optional",
        STEP,
        "ArkTS resolves `getOutputDevice` without it; other layers print afterwards what they make of it",
        layers=("service", "stub", "proxy", "client"),
        functions=r"^(?:Handle)?GetSessionDescriptorsBySessionId$",
    ),
    Rule(
        "listener-command",
        FAILURE,
        "every layer turns it into 6600101: a listener could not be added or removed",
        layers=("proxy",),
        functions=r"^(?:(?:Add|Delete)SupportCommand|(?:Add|Remove)AvailableCommand)$",
        code=6600101,
        specific=True,
    ),
    Rule(
        "callback-of-dead-client",
        INTERNAL,
        "the service could not call a client that has died; the service lives and no call failed",
        files=r"(?:callback_proxy|listener_proxy|observer_proxy|death_proxy)\.cpp",
    ),
    Rule(
        "callback-without-listener",
        INTERNAL,
        "an event arrived for which the application has registered nothing",
        layers=("client",),
        files=r"callback_client",
    ),
    Rule(
        "c-argument",
        FAILURE,
        "the C API refuses an argument: 401",
        layers=("c-api",),
        returns=r"^(?:->)?(?:AV_SESSION_ERR_INVALID_PARAMETER|AV(?:METADATA|QUEUEITEM|FILEDESC)_ERROR_INVALID_PARAM)$",
        code=401,
    ),
    Rule("c-symbol", FAILURE, "the C API returns this code", layers=("c-api",), specific=True),
    Rule(
        "static-listener",
        FAILURE,
        "static ArkTS turns every refusal of a listener into 6600101",
        layers=("taihe",),
        returns=r"^Throw(?:Add|Remove)CallbackError$",
        code=6600101,
    ),
    Rule(
        "static-callback",
        FAILURE,
        "static ArkTS turns what a filter or the registration of a callback returns into 6600101",
        layers=("taihe",),
        functions=r"^(?:Set\w*Filter|(?:Do)?RegisterCallback|On\w+|Off\w+)$",
        returns=r"^(?:->)?(?:OHOS::AVSession::)?ERR_\w+$",
        code=6600101,
    ),
    Rule(
        "unspecified",
        FAILURE,
        "the layer of Cangjie returns -1 to the application: 6600101",
        layers=("cj",),
        files=r"_impl\.cpp",
        returns=r"^AVSESSION_ERROR$",
        code=6600101,
        native=-1,
    ),
    Rule(
        "unspecified-result",
        FAILURE,
        "the ArkTS layer rejects with the code of -1: 6600101",
        layers=("napi", "taihe"),
        returns=r"errcode_\[(?:\w+::)*AVSESSION_ERROR\]",
        code=6600101,
        native=-1,
    ),
    Rule(
        "permission-denied",
        FAILURE,
        "printed only where the service has answered -1023",
        layers=("proxy",),
        formats=r"^permission denied$",
        code=201,
        native=-1023,
    ),
    Rule(
        "no-permission",
        FAILURE,
        "printed only where the service has answered -1012",
        layers=("proxy",),
        formats=r"^no permission$",
        code=202,
        native=-1012,
    ),
    Rule(
        "unknown-property",
        STEP,
        "an argument holds a property that the release does not know; the call refuses it right afterwards",
        layers=("napi",),
        formats=r"^property .* is not of ",
        levels="EF",
        code=401,
    ),
    Rule(
        "outgoing",
        STEP,
        "turns a value of the framework into one of the application: what fails here is 6600101, and no argument",
        layers=("napi",),
        files=_CONVERTER_FILES,
        functions=r"^Set(?!Fd|Data)\w*",
        formats=r"^test \(|failed",
        code=6600101,
    ),
    Rule(
        "background",
        INTERNAL,
        "a part of the service that no application's call waits for: migration, remote devices, statistics",
        files=_BACKGROUND,
    ),
    Rule(
        "argument",
        FAILURE,
        "the ArkTS layer refuses an argument: 401",
        layers=("napi", "taihe"),
        formats=r"^test \(",
        returns=r"errcode_\[(?:\w+::)*ERR_INVALID_PARAM\]|^ERR_INVALID_PARAM$",
        code=401,
    ),
    Rule(
        "argument-field",
        FAILURE,
        "a field of an argument cannot be read: 401",
        layers=("taihe",),
        formats=r"\b[Gg]et\b|[Ii]nvalid|[Uu]nwrap|only support",
        returns=r"ERR_INVALID_PARAM$",
        code=401,
    ),
    Rule("symbol", FAILURE, "returns this number, which becomes this code", specific=True),
    Rule(
        "converter",
        STEP,
        "reads or writes one field of an argument; what the call makes of it is printed afterwards",
        layers=("napi", "taihe", "cj", "c-api", "common"),
        files=_CONVERTER_FILES,
    ),
    Rule(
        "listener",
        STEP,
        "a step of registering or removing a listener",
        layers=("napi", "taihe", "cj", "client", "c-api"),
        functions=r"^(?:On|Off|Register|Unregister|DoRegister|AddRegister|Add|Remove|RegisterCallback|Init)[A-Z]?\w*",
    ),
    Rule(
        "call",
        STEP,
        "a step inside a call; what the call returns is printed later",
        layers=("napi", "taihe", "cj"),
    ),
    Rule(
        "proxy-step", STEP, "a step of a call, whose number is printed afterwards", layers=("proxy", "client", "c-api")
    ),
    Rule("stub-step", STEP, "the service's side of a call; the number goes back to the caller", layers=("stub",)),
    Rule(
        "service-call",
        STEP,
        "the service's part of a call; what is returned is printed afterwards",
        layers=("service",),
        returns=r"AVSESSION_ERROR|^(?:->)?(?:ret|result|res)$|^-1$",
    ),
    Rule(
        "service-internal", INTERNAL, "the service handles it by itself; no call returns an error", layers=("service",)
    ),
    Rule(
        "shared",
        INTERNAL,
        "used by either side; a call that fails because of it says so later",
        layers=("common",),
    ),
)
REASONS = {rule.name: rule.reason for rule in RULES}


class ByHand(NamedTuple):
    """A decision made by hand: what a statement means that no rule gets right."""

    format: str
    functions: tuple[str, ...]
    layers: tuple[str, ...]
    returns: str | None  # what the branch returns
    meaning: Class


@cache
def by_hand() -> tuple[ByHand, ...]:
    """Return what was decided by hand."""
    content = tomllib.loads(Path(__file__).with_name("by_hand.toml").read_text("utf-8"))
    return tuple(
        ByHand(
            row["format"],
            tuple(row.get("functions", ())),
            tuple(row.get("layers", ())),
            row.get("returns"),
            Class(row["kind"], row["reason"], row.get("code"), row.get("native"), row.get("api"), row.get("cause")),
        )
        for row in content["statement"]
    )


def classify(statement: Statement) -> Class | None:
    """Return the class of a statement, or None if neither `by_hand.toml` nor a rule takes it."""
    for hand in by_hand():
        if (
            hand.format == statement.format
            and (not hand.functions or statement.function in hand.functions)
            and (not hand.layers or statement.layer in hand.layers)
            and hand.returns in (None, statement.returns)
        ):
            return hand.meaning
    return next((rule.give(statement) for rule in RULES if rule.takes(statement)), None)
