"""The messages that AVSession's runtime puts into an error: `<Api> failed : <reason>`.

A message holds no number, but each reason stands for one native number. The static runtime prints `failed: `, and
applications change the case; all of that is accepted.

To add a message, put one `Message` into MESSAGES; `native-session-not-exist` is the simplest to imitate. The tests find
it there: it must read its example, which must hold its needle, and it must not read its decoy. A reason that is part of
another one stands after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ...model.patterns import lazy
from ..apis import ABOUT, LISTENER


class Message(NamedTuple):
    """One reason. `code` is the public code that it stands for; `also` are other codes that it may stand for."""

    name: str
    needle: str
    reason: str  # a pattern for the text after `failed : `
    code: int
    example: str
    native: int | None = None
    also: tuple[int, ...] = ()
    by_api: Mapping[str, int] = MappingProxyType({})  # interface -> code, where the interface decides
    cause: str | None = None
    decoy: str = ""
    any_api: bool = True  # False: the reason is too general, so a known interface or listener must precede it
    or_near: str = ""  # or, where any_api is False, the line must name AVSession in this way
    any_code: bool = False  # printed for native numbers without a text of their own, so nearly any code is possible
    only_after: str = ""  # a pattern for the only words that may precede `failed`
    near: tuple[str, ...] = ("failed",)  # literals; beside the needle, a line must hold one of them


_SESSION = ABOUT.pattern
_FIELDS = r"(?:AVCallMetaData|AVCallState|AVQueueItemArray|cast command|command|extras|playBackState|wantAgent)"
_CONTROLLER = r"(?<![A-Za-z])(?:Napi)?av_?(?:session|cast)_?controller"

MESSAGES: tuple[Message, ...] = (
    # -- session and controller gone --
    Message(
        "native-session-not-exist",
        "native session not exist",
        r"native session not exist",
        6600102,
        "SetAVQueueTitle failed : native session not exist",
        native=-1009,
    ),
    Message(
        "session-is-nullptr",
        "session is nullptr",
        r"(?:napi|taihe)?session is nullptr",
        6600102,
        "Activate session failed : session is nullptr",
        native=-1009,
        cause="used-after-destroy",
        any_api=False,
        or_near=_SESSION,
        decoy="OpenDecoder failed : session is nullptr",
    ),
    Message(
        "callback-is-nullptr",
        "callback is nullptr",
        r"callback is nullptr",
        6600102,
        "OffDesktopLyricStateChanged failed : callback is nullptr",
        native=-1009,
        only_after=r"OffDesktopLyric\w+Changed",
        decoy="OffLocationChanged failed : callback is nullptr",
    ),
    Message(
        "get-session-not-exist",
        "session not exist",
        r"session not exist",
        6600102,
        "getAVSession failed:session not exist",
        native=-1009,
        cause="never-created",
        any_api=False,
        or_near=_SESSION,
        decoy="CloseChannel failed: session not exist",
    ),
    Message(
        "native-controller-not-exist",
        "native controller not exist",
        r"native controller not exist",
        6600103,
        "GetLaunchAbility failed : native controller not exist",
        native=-1011,
    ),
    Message(
        "listener-controller-is-nullptr",  # of either controller, so that the cause stays open
        "controller is nullptr",
        r"controller is nullptr",
        6600103,
        "OnEvent failed : controller is nullptr",
        native=-1011,
        only_after=LISTENER.pattern,
        decoy="OnClick failed : controller is nullptr",
    ),
    Message(
        "controller-is-nullptr",  # the interface says of which controller
        "controller is nullptr",
        r"controller is nullptr",
        6600103,
        "GetAVMetaData failed : controller is nullptr",
        native=-1011,
        any_api=False,
        or_near=_CONTROLLER,
        decoy="AttachView failed : controller is nullptr",
    ),
    Message(
        "controller-of-listener-is-null",
        "ctl null",
        r"CTL null",
        6600103,
        "OnDesktopLyricStateChanged CTL null",
        native=-1011,
        cause="used-after-release",
        any_api=False,
        decoy="OnDial CTL null",
        near=(),
    ),
    Message(
        "static-cast-controller-is-nullptr",
        "cast controller is nullptr",
        r"cast controller is nullptr",
        6600103,
        "StartSync failed: cast controller is nullptr",
        native=-1011,
        cause="cast-controller-released",
        any_api=False,
        or_near=_CONTROLLER,
        decoy="Mirror failed : cast controller is nullptr",
    ),
    Message(
        "cast-controller-is-nullptr",
        "castcontroller_ is nullptr",
        r"castController_ is nullptr",
        6600103,
        "Start failed : castController_ is nullptr",
        native=-1011,
        cause="cast-controller-released",
    ),
    # -- commands --
    Message(
        "native-session-not-active",
        "native session is not active",
        r"native session is not active",
        6600106,
        "SendAVKeyEvent failed : native session is not active",
        native=-1013,
    ),
    Message(
        "native-command-overload",
        "overload",
        r"native (?:command send nums|send command) overload",
        6600107,
        "SendCommonCommand failed : native send command overload",
        native=-1018,
    ),
    Message(
        "native-command-not-support",
        "native command not support",
        r"native command not support",
        6600105,
        "SendControlCommand failed : native command not support",
        native=-1010,
        cause="command-not-registered",
    ),
    Message(
        "native-invalid-key-event",
        "native invalid key",
        r"native invalid key ?event",
        6600105,
        "SendSystemAVKeyEvent failed : native invalid keyEvent",
        native=-1010,
        cause="invalid-key-event",
    ),
    Message(
        "native-invalid-command",
        "native invalid command",
        r"native invalid command",
        6600105,
        "SendSystemControlCommand failed : native invalid command",
        native=-1010,
        cause="invalid-command",
    ),
    # -- creating --
    Message(
        "session-is-existed",
        "session is existed",
        r"session is existed",
        6600101,
        "CreateAVSession failed : session is existed",
        native=-1022,
        cause="created-twice",
        any_api=False,
        or_near=_SESSION,
    ),
    Message(
        "native-create-session-failed",
        "native create session failed",
        r"native create session failed",
        6600101,
        "CreateAVSession failed : native create session failed",
        any_code=True,
    ),
    Message(
        "native-get-session-error",
        "native get session err",
        r"native get session err:(?P<native>-\d+)",
        6600101,
        "getAVSession failed:native get session err:-1007",
    ),
    # -- casting --
    Message(
        "device-connect-failed",
        "device connect failed",
        r"device connect failed, radarErrorCode:\d+",
        6600108,
        "StartCast failed : device connect failed, radarErrorCode:475202556",
        native=-1020,
    ),
    Message(
        "connect-timeout",
        "connect timeout, radarerrorcode",
        r"connect timeout, radarErrorCode:\d+",
        6600101,
        "StartCast failed : connect timeout, radarErrorCode:475137024",
        native=-1024,
        also=(0,),
        cause="collaboration-timeout",
    ),
    Message(
        "connect-reject",
        "connect reject, radarerrorcode",
        r"connect reject, radarErrorCode:\d+",
        6600101,
        "StartCast failed : connect reject, radarErrorCode:475137025",
        native=-1025,
        also=(0,),
        cause="collaboration-rejected",
    ),
    Message(
        "repeat-cast",
        "repeat cast, radarerrorcode",
        r"repeat cast, radarErrorCode:\d+",
        6600101,
        "StartCast failed : repeat cast, radarErrorCode:475137027",
        native=-1027,
        also=(0,),
        cause="repeated-cast",
    ),
    Message(
        "native-get-cast-controller-failed",
        "native get controller failed",
        r"native get controller failed",
        6600101,
        "GetAVCastControllerSync failed: native get controller failed",
        only_after="GetAVCastControllerSync",
    ),
    Message(
        "native-get-controller-failed",
        "native get controller failed",
        r"native get controller failed",
        6600109,
        "GetAVCastController failed : native get controller failed",
        by_api={"getController": 6600101},
    ),
    Message(
        "connect-not-exist",
        "connect not exist",
        r"connect not exist",
        6600109,
        "GetDistributedSessionControllers failed : connect not exist",
        native=-1021,
        cause="no-distributed-session",
        any_api=False,
        decoy="OpenSocket failed : connect not exist",
    ),
    # -- desktop lyrics --
    Message(
        "lyrics-not-enabled",
        "desktop lyrics feature of this application is not enabled",
        r"native desktop lyrics feature of this application is not enabled",
        6600110,
        "SetDesktopLyricVisible failed : native desktop lyrics feature of this application is not enabled",
        native=-1029,
    ),
    Message(
        "lyrics-not-supported",
        "desktop lyrics feature is not supported",
        r"native desktop lyrics feature is not supported",
        6600111,
        "EnableDesktopLyric failed : native desktop lyrics feature is not supported",
        native=-1028,
    ),
    # -- permissions and parameters --
    Message(
        "native-permission-denied",
        "permission denied",
        r"native (?:send control command )?permission denied",
        201,
        "GetAllSessionDescriptors failed : native permission denied",
        native=-1023,
        decoy="OpenFile failed : permission denied",
    ),
    Message(
        "native-no-permission",
        "no permission",
        r"native (?:send control command )?no permission",
        202,
        "SendSystemAVKeyEvent failed : native no permission",
        native=-1012,
        also=(201,),  # release 3.2
        decoy="ReadContacts failed : no permission",
    ),
    Message(
        "native-invalid-parameters",
        "native invalid parameters",
        r"native invalid parameters",
        401,
        "SetAVPlaybackState failed : native invalid parameters",
        native=-1002,
    ),
    Message(
        "invalid-argument",
        ": invalid ",
        r"invalid (?:event|wantParams args|extra event|assetId|key event|command(?: args)?|queue item content|title"
        r"|background play mode|surfaceId)",
        401,
        "SendCommonCommandSync failed: invalid command",
        native=-1002,
        any_api=False,
        only_after=r"[A-Z]\w+Sync|SetBackgroundPlayMode",
        decoy="OpenBookSync failed: invalid command",
    ),
    Message(
        "argument-not-read",
        "get avqueueitem failed",
        r"get AVQueueItem failed",
        401,
        "StartSync failed : get AVQueueItem failed",
        native=-1002,
        any_api=False,
        decoy="LoadSync failed : get AVQueueItem failed",
    ),
    Message(
        "field-not-read",
        "sync get ",
        rf"get {_FIELDS} failed",
        401,
        "SetAVCallStateSync get AVCallState failed",
        native=-1002,
        any_api=False,
        decoy="DrawSync get AVCallState failed",
    ),
    Message(
        "want-agent-is-nullptr",
        "wantagent is nullptr",
        r"wantAgent is nullptr",
        401,
        "SetLaunchAbilitySync failed : wantAgent is nullptr",
        native=-1002,
        any_api=False,
        decoy="SendNotice failed : wantAgent is nullptr",
    ),
    Message(
        "picker-is-nullptr",
        "avcastpickerhelper is nullptr",
        r"(?:napi|taihe)AVCastPickerHelper is nullptr",
        401,
        "OffEvent failed : napiAVCastPickerHelper is nullptr",
        native=-1002,
    ),
    # -- anything else --
    Message(
        "cast-engine-missing",
        "onevent failed",
        r"no memory",
        6600101,
        "OnEvent failed : no memory",
        cause="cast-engine-missing",
        only_after="OnEvent",
    ),
    Message(
        "native-no-memory",
        "native no memory",
        r"native no memory",
        6600101,
        "OnEvent failed : native no memory",
        native=-1001,
        cause="no-memory",
    ),
    Message(
        "no-memory",
        "no memory",
        r"no memory",
        6600101,
        "SetExtras failed : no memory",
        native=-1001,
        cause="no-memory",
        any_api=False,
        decoy="Mmap failed : no memory",
    ),
    Message(
        "queue-too-long",
        "item number is out of range",
        r"item number is out of range",
        6600101,
        "SetAVQueueItems failed : item number is out of range",
        native=-1,
        cause="queue-too-long",
    ),
    Message(
        "native-get-descriptor-failed",
        "native get av session descriptor failed",
        r"native get av session descriptor failed",
        6600101,
        "GetOutputDeviceSync failed : native get av session descriptor failed",
        any_code=True,
    ),
    Message(
        "listener-not-kept",
        "event callback failed",
        r"event callback failed",
        6600101,
        "avSession.on('play') error: add event callback failed",
        any_api=False,
        or_near=_SESSION,
        only_after="add|remove",
        decoy="socket.on('open') error: add event callback failed",
    ),
    Message(
        "native-server-exception",
        "native server exception",
        r"native server exception(?:, you are advised to.*)?",
        6600101,
        "SetAVMetaData failed : native server exception",
        any_code=True,
        by_api={"castAudio": 6600104},  # as the interface declares it; the service may not hand it on
    ),
)

# without named groups, which only one reason has
_REASONS = [re.sub(r"\(\?P<\w+>", "(?:", message.reason) for message in MESSAGES]
# `<Api> failed : <reason>`; the runtimes put different blanks around the colon
FAILED = lazy(
    rf"(?<!\w)(?P<api>[A-Za-z]\w{{0,60}}(?: session| controller)?) ?failed ?: ?(?P<reason>{'|'.join(_REASONS)})"
    # then the text ends, or something else begins: punctuation, a number, a code
    r"(?=$|[^\w\s]|\s+(?:$|[^A-Za-z\s]|code|err|at |in |with ))",
    re.IGNORECASE,
)

# ArkTS throws this where the listener of a command cannot be added or removed, whatever was the reason
LISTENING = lazy(r"(?<!\w)(?P<api>add|remove) (?P<reason>event callback failed)(?!\w)", re.IGNORECASE)

# a listener of a controller that is null
NULL = lazy(r"(?<!\w)(?P<api>On[A-Z]\w{0,60}) (?P<reason>CTL null)(?!\w)", re.IGNORECASE)

# static ArkTS has another form where it cannot read an argument: `SetExtrasSync get extras failed`
UNREAD = lazy(rf"(?<!\w)(?P<api>[A-Z]\w{{0,60}}Sync) (?P<reason>get {_FIELDS} failed)(?!\w)", re.IGNORECASE)


def may_follow(message: Message, word: str, api: str | None, text: str) -> bool:
    """Tell whether a reason counts after a word; `api`: the interface that the word names; `text`: all of the line."""
    if message.only_after and re.fullmatch(message.only_after, word, re.IGNORECASE) is None:
        return False
    if message.any_api or api is not None or LISTENER.fullmatch(word):
        return True
    return bool(message.or_near) and re.search(message.or_near, text, re.IGNORECASE) is not None
