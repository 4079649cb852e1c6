"""The names of AVSession's interfaces, as the framework and as applications spell them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.patterns import any_word, lazy

# framework spelling -> public spelling, where more than the first letter and `Sync` at the end differ
_RENAMED = {
    "getavcallmetadata": "getCallMetadata",
    "getavmetadata": "getAVMetadata",
    "getcastavplaybackstate": "getAVPlaybackState",
    "getdistributedsessioncontrollers": "getDistributedSessionController",
    "issessionactive": "isActive",
    "releasecast": "stopCasting",  # of the session; the cast controller has `Release`
    "setavcallmetadata": "setCallMetadata",
    "setavmetadata": "setAVMetadata",
    "setavplayback": "setAVPlaybackState",
    "setsessionevent": "dispatchSessionEvent",
    "startcast": "startCasting",
    "startcastdiscovery": "startCastDeviceDiscovery",
    "stopcast": "stopCasting",
    "stopcastdiscovery": "stopCastDeviceDiscovery",
}

# interfaces that the framework's messages name (`SetAVMetaData failed : ...`), in public spelling; each of these names
# identifies AVSession wherever it occurs
DISTINCT = [
    "createAVSession",
    "createController",
    "getAVCastController",
    "getAVSession",
    "getAVMetadata",
    "setAVMetadata",
    "getAVPlaybackState",
    "setAVPlaybackState",
    "getAVQueueItems",
    "setAVQueueItems",
    "getAVQueueTitle",
    "setAVQueueTitle",
    "setAVCallState",
    "getAVCallState",
    "setCallMetadata",
    "getCallMetadata",
    "sendControlCommand",
    "sendCommonCommand",
    "sendAVKeyEvent",
    "sendCustomData",
    "sendSystemAVKeyEvent",
    "sendSystemControlCommand",
    "sendSystemCommonCommand",
    "dispatchSessionEvent",
    "startAVPlayback",
    "getAllSessionDescriptors",
    "getSessionDescriptors",
    "getHistoricalSessionDescriptors",
    "getHistoricalAVQueueInfos",
    "getDistributedSessionController",
    "startCasting",
    "stopCasting",
    "startCastDeviceDiscovery",
    "stopCastDeviceDiscovery",
    "setLaunchAbility",
    "getLaunchAbility",
    "skipToQueueItem",
    "getExtrasWithEvent",
    "processMediaKeyResponse",
    "setSupportedPlaySpeeds",
    "setSupportedLoopModes",
    "getSupportedLoopModes",
    "getSupportedPlaySpeeds",
    "getSupportedDecoders",
    "getSupportedHdrCapabilities",
    "getRecommendedResolutionLevel",
    "setMediaCenterControlType",
    "getMediaCenterControlType",
    "enableDesktopLyric",
    "setDesktopLyricVisible",
    "isDesktopLyricVisible",
    "setDesktopLyricState",
    "getDesktopLyricState",
    "isDesktopLyricEnabled",
    "isDesktopLyricSupported",
    "castAudio",
    "setBackgroundPlayMode",
    "getValidCommands",
    "setAudioStreamId",
    "getAllCastDisplays",
    "setDisplaySurface",
    "startAVPlaybackForAudioZone",
    "getSessionDescriptorsForAudioZone",
]
# these identify AVSession only before `failed : <reason of the framework>`
GENERAL = [
    "activate",
    "deactivate",
    "destroy",
    "getController",
    "getExtras",
    "setExtras",
    "getOutputDevice",
    "getCurrentItem",
    "getDuration",
    "prepare",
    "start",
    "release",
    "isActive",
    "setDiscoverable",
    "getRealPlaybackPosition",
    "startDeviceLogging",
    "stopDeviceLogging",
]

# the words before `failed` where a listener is registered or removed: `OnEventPlay failed : session is nullptr`
LISTENER = lazy(
    r"O(?:n|ff)(?:Event(?:Play|PlayNext|PlayPrevious|FastForward|Rewind)?|SessionEvent|SystemCommonEvent|Distributed"
    r"|DistributedSessionChangeEvent|DesktopLyricEnabled"
    r"|(?:ActiveSession|DesktopLyricState|DesktopLyricVisibility|MediaCenterControlType|SupportedLoopModes"
    r"|SupportedPlaySpeeds)Changed)",
    re.IGNORECASE,
)

# functions of the framework that carry out one step of an interface
_STEPS = {
    "create avsession": "createAVSession",  # in words
    "createcontrollerinner": "createController",
    "createsession": "createAVSession",
    "createsessioninner": "createAVSession",
    "createsessionwithextra": "createAVSession",
    "getavcastcontrollerinner": "getAVCastController",
    "getcontrollersync": "getController",
    "getsession": "getAVSession",
    "getsessioninner": "getAVSession",
    "handlestartcast": "startCasting",
}

# functions of the C API -> public spelling, where more than the prefix differs
_OF_C_API = {
    "acquireoutputdevice": "getOutputDevice",
    "acquiresession": "getAVSession",
    "create": "createAVSession",
    "createavcastcontroller": "getAVCastController",
    "getplaybackstate": "getAVPlaybackState",
    "sendcommoncommand": "sendControlCommand",  # of the cast controller; the other commands have an argument
    "sendfastforwardcommand": "sendControlCommand",
    "sendrewindcommand": "sendControlCommand",
    "sendseekcommand": "sendControlCommand",
    "sendsetspeedcommand": "sendControlCommand",
    "sendvolumecommand": "sendControlCommand",
    "setfavorite": "setAVPlaybackState",
    "setloopmode": "setAVPlaybackState",
    "setplaybackposition": "setAVPlaybackState",
    "setplaybackstate": "setAVPlaybackState",
}

_PUBLIC = {name.casefold(): name for name in (*DISTINCT, *GENERAL)} | _RENAMED | _STEPS

# the object that an interface belongs to decides whose session a failing call concerns
CONTROLLER_APIS = frozenset(
    [
        "sendControlCommand",
        "sendCommonCommand",
        "sendAVKeyEvent",
        "sendCustomData",
        "getAVPlaybackState",
        "getAVMetadata",
        "getAVQueueItems",
        "getAVQueueTitle",
        "getValidCommands",
        "getLaunchAbility",
        "skipToQueueItem",
        "getExtras",
        "getExtrasWithEvent",
        "isActive",
        "getAVCallState",
        "getCallMetadata",
        "isDesktopLyricEnabled",
        "getMediaCenterControlType",
        "getRealPlaybackPosition",
        "getSupportedLoopModes",
    ]
)
# interfaces that only cast controllers have
CAST_CONTROLLER_APIS = frozenset(
    [
        "start",
        "prepare",
        "release",
        "getDuration",
        "getCurrentItem",
        "getSupportedDecoders",
        "getSupportedHdrCapabilities",
        "getRecommendedResolutionLevel",
        "setDisplaySurface",
        "processMediaKeyResponse",
    ]
)
# interfaces of the manager: the session is an argument, so the caller need not own or control it
MANAGER_APIS = frozenset(
    [
        "createController",
        "startCasting",
        "stopCasting",
        "castAudio",
        "startAVPlayback",
        "getAllSessionDescriptors",
        "getSessionDescriptors",
        "getHistoricalSessionDescriptors",
        "getHistoricalAVQueueInfos",
        "getDistributedSessionController",
        "isDesktopLyricSupported",
        "sendSystemControlCommand",
        "sendSystemAVKeyEvent",
        "sendSystemCommonCommand",
        "startCastDeviceDiscovery",
        "stopCastDeviceDiscovery",
        "setDiscoverable",
        "startDeviceLogging",
        "stopDeviceLogging",
        "startAVPlaybackForAudioZone",
        "getSessionDescriptorsForAudioZone",
    ]
)
# sessions have these as well: there, a process that owns a session stops its own cast
OF_SESSION_TOO = frozenset({"stopCasting"})
SESSION_APIS = frozenset(
    [
        "createAVSession",
        "getAVSession",
        "setAVMetadata",
        "setAVPlaybackState",
        "setAVQueueItems",
        "setAVQueueTitle",
        "setAVCallState",
        "setCallMetadata",
        "dispatchSessionEvent",
        "setLaunchAbility",
        "setExtras",
        "activate",
        "deactivate",
        "getController",
        "getAVCastController",
        "enableDesktopLyric",
        "setBackgroundPlayMode",
        "setSupportedPlaySpeeds",
        "setSupportedLoopModes",
        "setMediaCenterControlType",
        "getAllCastDisplays",
        "setAudioStreamId",
    ]
)

# sessions and controllers both have these: whether the caller owns or controls a session decides
SHARED_APIS = frozenset(
    [
        "setDesktopLyricVisible",
        "isDesktopLyricVisible",
        "setDesktopLyricState",
        "getDesktopLyricState",
        "getOutputDevice",
    ]
)

_NAMES = any_word(sorted({*(name.lower() for name in DISTINCT), *_RENAMED}))
MENTION = lazy(
    rf"(?<![A-Za-z])(?:OH_AV(?:Session|CastController)_[A-Za-z]+|{_NAMES}(?:Sync)?(?![A-Za-z]))",
    re.IGNORECASE,
)

# words that are about AVSession without naming an interface: `[AVSession]`, `avSession.destroy`, `AVSessionManager`
ABOUT = lazy(r"(?<![A-Za-z])(?:OH_)?av[ _-]?session|(?<![A-Za-z])(?:Media)?AVCast[A-Z]\w*|媒体会话", re.IGNORECASE)
_METHOD = lazy(r"(?<![A-Za-z])av_?session(?:_?(?:controller|manager))?[?!]?\.(?P<method>[A-Za-z]+)", re.IGNORECASE)
# a general interface of an object that only AVSession has: `castController.prepare`, `avSession destroy`; extras are
# AVSession's unless they are those of another object: `want.setExtras`
_CALLED = lazy(
    rf"(?:(?<![A-Za-z])(?:av_?session(?:_?(?:controller|manager))?|(?:av_?)?cast_?controller)"
    rf"(?:[?!]?\.(?P<method>{'|'.join(GENERAL)}|on|off)"
    r"|(?<=session) (?P<of_session>activate|deactivate|destroy)"
    r"|(?<=controller) (?P<of_controller>prepare|start|release))"
    r"|(?:(?<![A-Za-z.])|(?<=session\.)|(?<=session[?!]\.))(?P<of_extras>[sg]etExtras))"
    r"(?:Sync)?(?![A-Za-z])",
    re.IGNORECASE,
)
# an object of AVSession whose interfaces have general names: `select`, `on`
_PICKER = lazy(r"(?<![A-Za-z])av_?cast_?picker_?helper(?![a-z])", re.IGNORECASE)
# AVMusicTemplate belongs to the same kit and has codes of its own
TEMPLATE = lazy(r"template|模板", re.IGNORECASE)

# words that name an interface near an error of AVSession, but prove nothing by themselves
_PLAIN_MENTION = lazy(
    r"(?<![A-Za-z])(?:activate|deactivate|getController|setExtras|getExtras|create AVSession)(?![A-Za-z])",
    re.IGNORECASE,
)

_MENTIONS = (MENTION, _CALLED, _METHOD, _PLAIN_MENTION)
# any of these names, where it does not matter which
NAMES = lazy(rf"{MENTION.pattern}|{_PLAIN_MENTION.pattern}|(?<![A-Za-z])av_?session[?!]?\.[a-z]", re.IGNORECASE)
# right after an interface, or right before it: it failed
_FAILS = lazy(
    r"(?:Sync)?(?:\(\))?[\"'\])]?\s?(?:[:：]\s?)?(?:(?:call|has|was)\s|调用|执行)?"
    r"(?:(?:fail(?:ed|s|ure)?|err(?:or)?|reject(?:ed|s)|threw|throws|exception)(?![A-Za-z]| to )|失败|异常|报错|出错)",
    re.IGNORECASE,
)
WELL = r"ok|done|success(?:ful(?:ly)?)?|succeeded|finished"  # words of a call that went well
_WENT_WELL = lazy(
    r"(?:Sync)?(?:\(\))?[\"'\])]?\s?(?:[:：,-]\s?)?(?:(?:is|was)\s)?"
    rf"(?:(?:{WELL})(?![A-Za-z])|成功|完成)",
    re.IGNORECASE,
)
_FAILED_TO = lazy(r"\b(?:fail(?:ed|s|ure)?|unable|cannot|could not) (?:to )?(?:call )?(?:\w{1,30}\.)?$", re.IGNORECASE)


def public_name(name: str | None) -> str | None:
    """Return the public spelling of an interface that the framework names, or None for another word.

    `SetAVMetaData` gives `setAVMetadata`, `GetExtrasSync` gives `getExtras`, `StartCast` gives `startCasting`.
    """
    if not name:
        return None
    name = name.replace(" session", "").replace(" controller", "").strip().casefold()
    return _PUBLIC.get(name) or _PUBLIC.get(name.removesuffix("sync"))


_AFFIXES = lazy(
    r"^(?:Handle|Napi|Do|OH_AVSession_|OH_AVCastController_|OH_AVSession|Execute)|(?:Inner|Sync|Async|Native|Task)+$"
)


def interface_of(function: str) -> str | None:
    """Return the interface in whose call a function of the framework runs, in public spelling, or None.

    `HandleGetSessionInner` gives `getAVSession`.
    """
    return public_name(function) or public_name(_AFFIXES.sub("", function))


def mentioned(text: str) -> str | None:
    """Return the first interface that a free text names, in public spelling, or None."""
    match = next(_mentions_in(text), None)
    return _name_of(match) if match else None


def all_mentioned(text: str) -> Iterator[str]:
    """Yield the interfaces that a free text names, in public spelling."""
    yield from filter(None, map(_name_of, _mentions_in(text)))


def blamed(text: str) -> str | None:
    """Return the interface that a free text says has failed, or else the first that it names.

    `[activate] setAVMetadata failed` gives `setAVMetadata`.
    """
    matches = list(_mentions_in(text))
    first = _name_of(matches[0]) if matches else None
    if first is None:
        return None
    failed = {
        _name_of(match)
        for match in matches
        if _FAILS.match(text, match.end()) or _FAILED_TO.search(text[max(match.start() - 60, 0) : match.start()])
    }
    return (failed.pop() if len(failed) == 1 else None) or first


def went_well(text: str) -> bool:
    """Tell whether a free text names interfaces and says right behind each that it went well: `createAVSession ok`."""
    matches = list(_mentions_in(text))
    return bool(matches) and all(_WENT_WELL.match(text, match.end()) for match in matches)


def _mentions_in(text: str) -> Iterator[re.Match[str]]:
    """Yield where a free text names interfaces, the surest ways of naming one first."""
    for pattern in _MENTIONS:
        yield from pattern.finditer(text)


def _name_of(match: re.Match[str]) -> str | None:
    prefix, _, name = match[match.lastgroup or 0].rpartition("_")
    return public_name(_OF_C_API.get(name.casefold(), name) if prefix else name)


def names_avsession(text: str) -> bool:
    """Tell whether a free text names an interface that only AVSession has."""
    return MENTION.search(text) is not None


def calls_avsession(text: str) -> bool:
    """Tell whether a free text names a general interface together with AVSession's object that has it."""
    return _CALLED.search(text) is not None or _PICKER.search(text) is not None
