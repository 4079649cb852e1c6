"""From short scripts to the groups of lines that AVSession and its clients print for one step of a session's life.

The texts are interface strings of the framework; who prints them, on which thread, is the first word of each line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Needs(StrEnum):
    """What must be true of an application before a scene can happen to it."""

    ALIVE = "alive"  # it has a session
    CONTROLLED = "controlled"  # and somebody controls it
    GONE = "gone"  # it had one, destroyed by now
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Scene:
    """Lines without their times, to be filled with the fields of an application, its session and a controller."""

    lines: bytes
    needs: Needs
    count: int  # lines
    framework: int  # of them in AVSession's domain
    errors: int = 0  # of them stating or implying the failure
    code: int = 0  # public code of the failure; 0: none
    native: bool = True  # the framework's own lines are enough to know the failure


_SERVICE = "C02B91/av_session/AVSession"
_APP = "C02B91/%(bundle)s/AVSession"
_CONTROLLER = "C02B91/%(cbundle)s/AVSession"
_WHO = {
    "S": ("%(S)s", _SERVICE),  # the service's thread for this call
    "H": ("%(H)s", _SERVICE),  # its event handler
    "A": ("%(A)s", _APP),  # the session's process, main thread
    "a": ("%(a)s", _APP),  # a worker of it
    "C": ("%(C)s", _CONTROLLER),
    "c": ("%(c)s", _CONTROLLER),
    "J": ("%(A)s", "A03D00/%(bundle)s/JSAPP"),  # the application's own lines
    "K": ("%(C)s", "A03D00/%(cbundle)s/JSAPP"),
}


def _scene(script: str, needs: Needs, code: int = 0, *, native: bool = True) -> Scene:
    """Compile a script: who, level, message; a `!` marks a line that states or implies the failure."""
    rows = [row.split(" ", 2) for row in script.strip().splitlines()]
    lines = [f"{_WHO[who[0]][0]} {level} {_WHO[who[0]][1]}: {message}\n" for who, level, message in rows]
    framework = sum(row[0][0] not in "JK" for row in rows)
    errors = sum(row[0].endswith("!") for row in rows)
    return Scene("".join(lines).encode(), needs, len(rows), framework, errors, code, native)


@cache
def without_own_lines(scene: Scene) -> Scene:
    """The scene as a filter on AVSession's domain leaves it."""
    kept = [line for line in scene.lines.splitlines(keepends=True) if b"/JSAPP: " not in line]
    gone = scene.count - len(kept)
    return Scene(
        b"".join(kept), scene.needs, len(kept), scene.framework, scene.errors - min(gone, scene.errors), scene.code
    )


# ---- a normal life ----------------------------------------------------------------------------------------------

CREATE = _scene(
    """
A I [RegisterServiceStartCallback]RegisterServiceStartCallback
A I [CreateAVSession]RegisterServiceStartCallback res=0
A I name=CreateAVSession
a I [GetService]enter check SystemAbility
a I [AVSessionServiceProxy]constructor
a I [GetService]get service done
S I [RegisterClientDeathObserver]enter ClientDeathObserver register with recipient point for pid:%(pid)s
a I [RegisterClientDeathObserver]RegisterClientDeathObserver with ClientDeathStub success
a I [RegisterServiceStateListener]RegisterServiceStateListener enter
a I [RegisterServiceStateListener]RegisterServiceStateListener ret=0
S E [CheckSystemPermission]CheckSystemPermission faild
S E [RefreshUserFromAnco]RefreshUserFromAnco return
S E [CorrectElementForThirdPartyCaller]bundleName matched, no need correct element
S I %(tag)s 0 %(bundle)s EntryAbility thirdPartyApp=1
S I [AVSessionItem]constructor session id=%(id)s, userId=100
S I [InitListener]session init listener
S I [SetDesktopLyricFeatureSupported]Set up support for desktop lyrics: isSupported=1
S I [AddSessionForCurrentUser]add session for user 100
S I [SetCriticalWhenCreate]size: %(n)s, Uid: %(uid)s
S I [SetCritical]notify to memmgr as av_session isCritical:1
S I [NotifySessionCreate]NotifySessionCreate for user:100
S E [IsSupportPlayIntent]Bundle=%(bundle)s does not support insight
S E [CreateSessionInner]no need to cast
A I [NapiAVSession]construct
A I [NewInstance]NapiAVSession NewInstance sessionId=%(short)s***, sessionType:audio
J I CreateAVSession : SUCCESS : sessionId = %(full)s
H I [UpdateTopSession]updateNewTop uid=%(uid)s|pid=%(pid)s|userId:100|sessionId=%(id)s
""",
    Needs.ANY,
)

DESTROY = _scene(
    """
A I [Destroy]Destroy session begin
A I name=Destroy
a I [Destroy]enter
S I [Destroy]AVSessionItem check service destroy event with service, check serviceCallback exist
S I [Destroy]AVSessionItem send service destroy event to service
S I HandleSessionRelease, sessionId=%(id)s, bundleName=%(bundle)s
S I [NotifySessionRelease]NotifySessionRelease for user:100|listenerSize:1
S E [DeleteFile]remove .image.dat file fail filePath=/data/service/el2/100/av_session/cache/%(full)s.image.dat
S E [DelRecommend]delete recommend without casthandler
C E [HandleEvent]controllerNotRegister:0
C I [OnSessionDestroy]notify session Destroy for repeat
C I [operator()]check for session destory: %(short)s|1
S I [DestroyTask]Session destroy with castHandle: 0
S I [ReleaseAVCastControllerInner]Release AVCastControllerInner
S I [StopCastDisplayListener]StopCastDisplayListener in
S E [StopCastDisplayListener]displayListener_ is nullptr
S I [RemoveSessionForAllUser]remove session for pid %(pid)s,abilityName EntryAbility
S I UpdateFrontSession with bundle=%(bundle)s, isAdd=0
S I [UpdateFrontSession]sessionListForFront with size %(n)s
S I [SetCriticalWhenRelease]size: %(n)s, Uid: %(uid)s
S I [HandleSessionReleaseInner]call disable cast after session release task
S I [~AVSessionItem]destroy with aliveLock session id=%(id)s, userId=100
a I [~AVSessionProxy]destroy
a I [Destroy]enter
a E [Destroy]session is destroyed
""",
    Needs.ALIVE,
)

CONTROL = _scene(
    """
C I name=CreateController
c I [CreateController]create controller in
S I [CreateControllerInner]CreateControllerInner for sessionId:%(id)s|-1|%(cpid)s|100
S I [GetPresentController]Not found controller for pid:%(cpid)s, sessionId:%(id)s.
S I [CreateNewControllerForSession]pid=%(cpid)s sessionId=%(id)s
C E [operator()]check create controller with errCode 0
C I [NewInstance]add napiController without register sessionId: %(short)s***
""",
    Needs.ALIVE,
)

_COMMAND = """
C I name=SendControlCommand
c I [SendControlCommand]check destroy bef get remote
S I [ExecuteControllerCommand]ExecuteControllerCommand code %(n)s from pid %(cpid)s to pid %(pid)s
S I HandleControl from %(cuid)s to %(bundle)s with %(n)s
a I [HandleEvent]send control command %(n)s size:1 with param
"""
_METADATA = """
A I name=SetAVMetaData
a I [AVQueueImgDownloadSyncExecutor]doAVQueueImgDownload:0001
a E [AVQueueImgDownloadSyncExecutor]avqImg not match download conditions
a I [doMetaDataSetNapi]do metadata set with check uri alive:0, pixel alive:0, session alive:1
a I [SetAVMetaData]SetAVMetaData in proxy
S I [SetAVMetaData]send metadata change event to controllers with title So*** from pid:%(pid)s, isAlive:1
a I [SetAVMetaData]set avmetadata done
a E [doMetaDataSetNapi]do metadata set with img uri empty
a I [operator()]doMetaDataSet res:0|1
"""
_PLAYBACK = """
A I name=SetAVPlayback
a I SetAVPlaybackState:2.
H I [UpdateTopSession]updateNewTop uid=%(uid)s|pid=%(pid)s|userId:100|sessionId=%(id)s
"""
_FOCUS = """
H E [HandleFocusSession]focusSession no play
H I [HandleFocusSession]uid=%(uid)s, pid=%(pid)s curTop:%(bundle)s
C E [HandleEvent]managerNotRegister:%(n)s
C I [OnTopSessionChange]sessionId=%(short)s***
"""
_CALLBACKS = """
a E [HandleEvent]sessionNotRegister:%(n)s
H I [NotifySystemUI]PublishNotification uid %(uid)s, user id 100, result 0
H E [NotifyLocalFrontSessionChangeForMigrate]NotifyLocalFrontSessionChangeForMigrate with no migrate
"""
STEPS = tuple(
    _scene(script, needs)
    for script, needs, weight in (
        (_COMMAND, Needs.CONTROLLED, 9),
        (_METADATA, Needs.ALIVE, 3),
        (_PLAYBACK, Needs.ALIVE, 4),
        (_FOCUS, Needs.ALIVE, 2),
        (_CALLBACKS, Needs.ALIVE, 2),
    )
    for _ in range(weight)
)

# what AVSession prints and no diagnosis needs; in the dense corpus it fills the other half
QUIET = tuple(
    _scene(script, Needs.ANY)
    for script in (
        """
S I [PublishServiceState]enter PublishServiceState
S I [ReportHiSysEventBehavior]ReportHiSysEventBehavior func:AVSessionItem::SetAVPlaybackState callingUid:%(uid)s
S I [UpdateFrontSession]sessionListForFront with size %(n)s
""",
        """
H I [OnDeviceState]OnDeviceState from cast %(n)s
H I [AddDevice]AVRouterImpl AddDevice process
H I [AddCastDevice]add device check lock done
H I [StartCastSession]StartCastSession pre check lock
H I [Init]Init the HwCastProviderSession
""",
        """
a I [OnAVCallStateChange]OnAVCallStateChange isAVCallActive:0
a I [GetService]enter check SystemAbility
a I [GetService]get service done
a I [AVSessionServiceProxy]constructor
""",
        """
C I [GetAllSessionDescriptors]get all session enter by user 100
c I [ListenCollaborationApplyResult]enter ListenCollaborationApplyResult
c I [ApplyAdvancedResource]enter ApplyAdvancedResource
""",
        """
S I [SetCritical]notify to memmgr as av_session isCritical:1
H I [GetRendererInfo]found renderer state %(n)s for uid %(uid)s in %(n)s streams
H I [RegisterCastSessionStateListener]RegisterCastSessionStateListener
H I [UnRegisterCastSessionStateListener]unRegister finished with size 0
""",
    )
)

# ---- failures ---------------------------------------------------------------------------------------------------


def _refused(api: str, code: int, native: int, phrase: str, reason: str) -> str:
    """A controller's call that fails: a phrase, the number, the application's own line."""
    return f"""
C I name={api}
{phrase}
c! E [operator()]controller {api} failed:{native}
K! E {api} BusinessError: code: {code}, message: {api} failed : native {reason}
"""


_SEND = "c I [SendControlCommand]check destroy bef get remote\n"
_CAST_FAILS = """
C I name=StartCast
S I [HandleStartCast]SetFirstCallerTokenID return 0
S I [StartCast]SessionId is %(id)s
S I [GetRadarErrorCode]GetRadarErrorCode err:0 -> 475136000
S I [StartCast]AVRouterImpl start cast process
S I [StartCastSession]StartCastSession successed and return the castId is 0
S I [AddDevice]AddDevice in HwCastProviderSession with ret -1003
S I AVRouterImpl AddDevice process with ret 0
S! I [AddDevice]Add device process with ret -1020
S I [StopCast]Stop cast process 4294967296 with rm device 1
S! I [GetRadarErrorCode]GetRadarErrorCode err:1020 -> 475137020
S E [StartCast]StartCast failed
S! I [HandleStartCast]StartCast ret -1020
S I [HandleStartCast]HandleStartCast success
c! I [GetRadarErrorCode]GetRadarErrorCode err:1020 -> 475137020
K! E startCasting failed, code: 6600108, message: StartCast failed : device connect failed, radarErrorCode:475202556
"""
_SECOND_CREATE = """
A I name=CreateAVSession
S E [CheckSystemPermission]CheckSystemPermission faild
S E [RefreshUserFromAnco]RefreshUserFromAnco return
S! E [CreateSessionInner]process %(pid)s EntryAbility already has one session.
S E [CheckAndUpdateAncoMediaSession]not broker uid
S E [CreateSessionInner]create session fail
a E [CreateSession]CreateSession failed
J! E CreateAVSession BusinessError: code: 6600101, message: CreateAVSession failed : session is existed
"""
_METADATA_AFTER_DESTROY = """
A I name=SetAVMetaData
a I [AVQueueImgDownloadSyncExecutor]doAVQueueImgDownload:0002
a E [AVQueueImgDownloadSyncExecutor]avqImg download NoSession
a I [doMetaDataSetNapi]do metadata set with check uri alive:0, pixel alive:0, session alive:0
a I [operator()]doMetaDataSet res:0|1
J! E Failed to set AVMetadata. Code: 6600102, message: SetAVMetaData failed : session is nullptr
"""
_PLAYBACK_AFTER_DESTROY = """
A! E [SetAVPlaybackState]SetAVPlaybackState failed : session is nullptr
A I name=SetAVPlaybackState
J! E {"code":6600102,"message":"SetAVPlaybackState failed : session is nullptr"}
"""
_NOT_CASTING = """
A I name=GetAVCastController
S! E [GetAVCastControllerInner]castControllerProxy_ null at getCastController
J! E get cast controller failed, errCode: 6600109, GetAVCastController failed : native get controller failed
"""
_PLAYER_FAILS = """
H! I [OnPlayerError]error event done, code: {cast}, message: {text}
H! I [OnPlayerError]OnPlayerError error:{cast}
A! I [OnPlayerError]Native errCode: {cast}, JS errCode: {code}
J! E error happened, error code: {code}, error message : {text}.
"""
_PLAYER_ERRORS = ((1003, "timed out"), (2004, "http status 403"), (3001, "bad container"), (4001, "no decoder"))

_CONTROLLER_CALLS = (
    # code, native, needs, API, phrase, what the application is told; as often as it stands here
    *((6600107, -1018, Needs.CONTROLLED, "SendControlCommand",
       _SEND + "S! E [SendControlCommand]command send number exceed max", "command send nums overload"),) * 4,
    *((6600106, -1013, Needs.CONTROLLED, "SendControlCommand",
       _SEND + "c! E [SendControlCommand]session is deactivate", "session is not active"),) * 3,
    *((6600105, -1010, Needs.CONTROLLED, "SendControlCommand",
       _SEND + "S! E [SendControlCommand]The command that needs to be sent is not supported.",
       "command not support"),) * 2,
    (6600101, -1007, Needs.CONTROLLED, "SendControlCommand",
     _SEND + "c! E [SendControlCommand]send request failed", "server exception"),
    (6600103, -1011, Needs.CONTROLLED, "GetAVPlaybackState",
     "c! E [GetAVPlaybackState]controller is destroy", "controller not exist"),
    (6600102, -1009, Needs.GONE, "GetValidCommands", "S! E [GetValidCommands]session not exist", "session not exist"),
)  # fmt: skip

FAILURES = (
    *(
        _scene(_refused(api, code, native, phrase, reason), needs, code)
        for code, native, needs, api, phrase, reason in _CONTROLLER_CALLS
    ),
    _scene(_CAST_FAILS, Needs.ALIVE, 6600108),
    _scene(_SECOND_CREATE, Needs.ALIVE, 6600101),
    _scene(_METADATA_AFTER_DESTROY, Needs.GONE, 6600102, native=False),
    _scene(_PLAYBACK_AFTER_DESTROY, Needs.GONE, 6600102),
    _scene(_NOT_CASTING, Needs.ALIVE, 6600109),
    *(
        _scene(_PLAYER_FAILS.format(cast=cast, text=text, code=6_610_000 + cast), Needs.ALIVE, 6_610_000 + cast)
        for cast, text in _PLAYER_ERRORS
    ),
)

# ---- a life in eight lines: for a log in which every session is another one ---------------------------------------

LIFE = _scene(
    """
S I [AVSessionItem]constructor session id=%(id)s, userId=100
H I [UpdateTopSession]updateNewTop uid=%(uid)s|pid=%(pid)s|userId:100|sessionId=%(id)s
S I [CreateNewControllerForSession]pid=%(cpid)s sessionId=%(id)s
C I name=SendControlCommand
c! E [SendControlCommand]session is deactivate
c! E [operator()]controller SendControlCommand failed:-1013
S I HandleSessionRelease, sessionId=%(id)s, bundleName=%(bundle)s
S I [~AVSessionItem]destroy with aliveLock session id=%(id)s, userId=100
""",
    Needs.ANY,
    6600106,
)
