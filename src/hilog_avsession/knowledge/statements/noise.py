"""What AVSession prints in normal operation although it looks like an error or a code."""

from __future__ import annotations

from ...model.events import Side
from .base import UNNAMED, Statement

NOISE: tuple[Statement, ...] = (
    # -- creating a session
    Statement(
        name="noise-anco-user",
        needle="RefreshUserFromAnco return",
        pattern=r"RefreshUserFromAnco return(?:s, DeviceID.*)?",
        side=Side.SERVICE,
        since="5.1.0",
        example="[RefreshUserFromAnco]RefreshUserFromAnco return",
    ),
    Statement(
        name="noise-element-matched",
        needle="bundleName matched, no need correct element",
        side=Side.SERVICE,
        since="5.1.0",
        example="[CorrectElementForThirdPartyCaller]bundleName matched, no need correct element",
    ),
    Statement(
        name="noise-no-need-to-cast",
        needle="no need to cast",
        side=Side.SERVICE,
        since="3.2",
        example="[CreateSessionInner]no need to cast",
    ),
    Statement(
        name="noise-no-insight",
        needle=" does not support insight",
        pattern=r"Bundle=.* does not support insight",
        side=Side.SERVICE,
        since="4.1",
        example="[IsSupportPlayIntent]Bundle=com.example.radio does not support insight",
    ),
    Statement(
        name="noise-not-broker",
        needle="not broker uid",
        side=Side.SERVICE,
        since="6.0",
        example="[CheckAndUpdateAncoMediaSession]not broker uid",
    ),
    # -- metadata
    Statement(
        name="noise-no-queue-image",
        needle="avqImg not match download conditions",
        side=Side.APP,
        since="5.1.0",
        example="[AVQueueImgDownloadSyncExecutor]avqImg not match download conditions",
    ),
    Statement(
        # after destroy() it comes with the failure, but returns no code of its own
        name="noise-queue-image-no-session",
        needle="avqImg download NoSession",
        side=Side.APP,
        since="5.1.0",
        example="[AVQueueImgDownloadSyncExecutor]avqImg download NoSession",
    ),
    Statement(
        name="noise-no-image-uri",
        needle="do metadata set with img uri empty",
        side=Side.APP,
        since="5.0.0",
        example="[doMetaDataSetNapi]do metadata set with img uri empty",
    ),
    Statement(
        name="noise-default-value",  # the property is optional; the line before it says that it is missing
        needle="failed, use default value",
        pattern=r"Get (?:value from napi_value|string from taihe) failed, use default value",
        side=Side.APP,
        since="4.0",
        example="[CheckAndSetDefaultString]Get value from napi_value failed, use default value",
        excuses=True,
    ),
    # -- creating a controller
    Statement(
        name="noise-create-controller-code",
        needle="check create controller with errCode ",
        pattern=r"check create controller with errCode (?:0|-1014)",
        side=Side.APP,
        since="4.1",
        example="[operator()]check create controller with errCode 0",
        decoy="[operator()]check create controller with errCode -1009",
    ),
    Statement(
        name="noise-create-controller-repeat",
        needle="create controlller with already has one",
        side=Side.APP,
        since="4.1",
        example="[operator()]create controlller with already has one",
    ),
    Statement(
        name="noise-create-controller-meet-repeat",
        needle="check create controller meet repeat",
        pattern=r"check create controller meet repeat.*",
        side=Side.APP,
        since="4.1",
        example="[operator()]check create controller meet repeat for sessionId: A41***",
    ),
    Statement(
        name="handled-controller-exists",
        needle="Controller is already existed.",
        side=Side.SERVICE,
        since="5.1.0",
        example="[CreateControllerInner]Controller is already existed.",
    ),
    Statement(
        name="handled-controller-exists-old",
        needle="controller already exist",
        pattern=r"controller already exist(?:, try pass instance and return exist)?",
        side=Side.SERVICE,
        since="3.2",
        example="[CreateControllerInner()-avsession_service.cpp:737] controller already exist",
        decoy="[CreateControllerInner]Controller is already existed.",
    ),
    # -- destroying a session
    Statement(
        name="noise-no-recommendation",
        needle="delete recommend without casthandler",
        side=Side.SERVICE,
        since="6.0",
        example="[DelRecommend]delete recommend without casthandler",
    ),
    Statement(
        name="noise-no-display-listener",
        needle="displayListener_ is nullptr",
        side=Side.SERVICE,
        since="5.0.0",
        example="[StopCastDisplayListener]displayListener_ is nullptr",
    ),
    Statement(
        name="noise-destroyed-already",
        needle="AVSessionItem Destroy process but check already destroyed",
        side=Side.SERVICE,
        since="5.0.3",
        example="[Destroy]AVSessionItem Destroy process but check already destroyed",
    ),
    Statement(
        name="noise-destroy-task-done",
        needle="session is already destroyed.",
        side=Side.SERVICE,
        since="5.1.0",
        example="[DestroyTask]session is already destroyed.",
        decoy="[Destroy]session is destroyed",
    ),
    Statement(
        name="noise-client-without-controller",
        needle="no find controller",
        side=Side.SERVICE,
        since="3.2",
        example="[ClearControllerForClientDiedNoLock]no find controller",
    ),
    # -- looking up sessions
    Statement(
        name="noise-get-session-success",
        needle="getAVSession success",
        side=Side.APP,
        since="6.1",
        example="[GetAVSessionSync]getAVSession success",
    ),
    Statement(
        name="noise-empty-session-list",
        needle="get all session with true empty",
        side=Side.APP,
        since="5.0.0",
        example="[GetAllSessionDescriptors]get all session with true empty",
    ),
    Statement(
        name="noise-historical-session",
        needle="IsHistoricalSession ",
        pattern=r"IsHistoricalSession (?:find session|read sort failed).*",
        side=Side.SERVICE,
        since="4.0",
        example="[IsHistoricalSession]IsHistoricalSession read sort failed, filename=sortinfo",
    ),
    # -- focus, events, front list
    Statement(
        name="noise-focus-not-playing",
        needle="focusSession no play",
        side=Side.SERVICE,
        since="5.1.0",
        example="[HandleFocusSession]focusSession no play",
    ),
    Statement(
        name="noise-focus-no-anco",
        needle="handle focusession no anco_audio",
        side=Side.SERVICE,
        since="6.0",
        example="[HandleFocusSession]handle focusession no anco_audio",
    ),
    Statement(
        name="noise-listener-not-registered",  # the number is an event index
        needle="NotRegister:",
        pattern=r"(?:cast|session|controller|manager)NotRegister:-?\d+",
        side=Side.APP,
        since="7.0",
        example="[HandleEvent]controllerNotRegister:0",
    ),
    Statement(
        name="noise-listener-not-registered-old",
        needle="not register callback event",
        pattern=r"[Nn]ot register callback event(?:=|: )-?\d+",
        side=Side.APP,
        since="3.2",
        example="[HandleEvent]not register callback event=7",
    ),
    Statement(
        name="noise-front-list-no-migrate",
        needle="NotifyLocalFrontSessionChangeForMigrate with no migrate",
        side=Side.SERVICE,
        since="5.1.0",
        example="[NotifyLocalFrontSessionChangeForMigrate]NotifyLocalFrontSessionChangeForMigrate with no migrate",
    ),
    # -- numbers of other services
    Statement(
        name="noise-background-task",
        needle="AVSessionNotifyUpdateNotification failed, uid",
        pattern=r"AVSessionNotifyUpdateNotification failed, uid.*",
        side=Side.SERVICE,
        since="5.0.0",
        example="[HandleRemoveMediaCardEvent]"
        "AVSessionNotifyUpdateNotification failed, uid = 20020077, pid = 6120, ret = -1",
    ),
    Statement(
        name="noise-audio-state",
        needle="NotifySessionStateChange failed, ",
        pattern=r"NotifySessionStateChange failed, .*",
        side=Side.SERVICE,
        since="5.0.0",
        example="[NotifySessionCreate]NotifySessionStateChange failed, uid = 20020077, pid = 6120, ret = -1005",
        decoy="[operator()]controller SetAVMetaData failed:-1005",
    ),
    Statement(
        name="noise-cancel-notification",
        needle="CancelNotification with userId:",
        pattern=r"CancelNotification with userId:-?\d+, ret=-?\d+",
        side=Side.SERVICE,
        since="5.0.0",
        example="[NotifySystemUI]CancelNotification with userId:100, ret=0",
    ),
    Statement(
        name="noise-publish-notification",
        needle="PublishNotification uid ",
        pattern=r"PublishNotification uid -?\d+, user id -?\d+, result -?\d+",
        side=Side.SERVICE,
        since="5.0.0",
        example="[NotifySystemUI]PublishNotification uid 20020077, user id 100, result 0",
    ),
    Statement(
        name="noise-common-event",
        needle="PublishCommonEvent",
        pattern=r"PublishCommonEvent(?:WithDeviceName)?: .* return -?\d+",
        side=Side.SERVICE,
        since="4.0",
        example="[PublishCommonEvent]PublishCommonEvent: usual.event.media_castsession_create return 0",
    ),
    Statement(
        name="noise-device-type",
        needle="get local device type failed with ret:",
        pattern=r"get local device type failed with ret:-?\d+",
        side=Side.SERVICE,
        since="5.0.3",
        example="[GetLocalDeviceType]get local device type failed with ret:-20009",
    ),
    Statement(
        name="noise-listener-user",  # the number is a user id
        needle="RegisterSessionListener for user ",
        pattern=r"RegisterSessionListener for user -?\d+",
        side=Side.APP,
        since="5.0.3",
        example="[RegisterSessionListener]RegisterSessionListener for user 100",
        decoy="[RegisterSessionListener]RegisterSessionListener fail with ret -1007",
    ),
    # -- numbers of calls that the service makes for itself: no application gets them
    Statement(
        name="noise-cancel-cast-audio",  # of a session that is being released, or whose process has died
        needle="CancelCastAudioForClientExit ret is ",
        pattern=r"CancelCastAudioForClientExit ret is -?\d+",
        side=Side.SERVICE,
        since="3.2",
        example="[HandleSessionRelease]CancelCastAudioForClientExit ret is -1003",
        decoy="[CancelCastAudioForClientExit]CancelCastAudioInner failed",
    ),
    Statement(
        name="noise-remote-history",  # another device starts what was played before
        needle="StartConfigHistorySession StartAVPlayback ",
        pattern=r"StartConfigHistorySession StartAVPlayback \S*, ret=-?\d+",
        side=Side.SERVICE,
        since="5.1.0",
        example="[StartConfigHistorySession]StartConfigHistorySession StartAVPlayback ABC***, ret=-1016",
        decoy="[StartConfigHistorySession]StartConfigHistorySession: json parse with error member",
    ),
    Statement(
        name="noise-play-without-session",  # the call succeeds whether something starts to play or not
        needle="SendSystemControlCommand code start ret : ",
        pattern=r"SendSystemControlCommand code start ret : -?\d+",
        side=Side.SERVICE,
        since="4.1",
        until="4.1",
        example="[SendSystemControlCommand()-a.cpp:1548] SendSystemControlCommand code start ret : -1009",
        decoy="[SendSystemControlCommand()-avsession_service.cpp:1542] command excuted number exceed max",
    ),
    # -- casting
    Statement(
        name="noise-router-add-device",  # a Boolean: 1 is success
        needle="AVRouterImpl AddDevice process with ret ",
        pattern=r"AVRouterImpl AddDevice process with ret -?\d+",
        side=Side.SERVICE,
        since="4.0",
        example="AVRouterImpl AddDevice process with ret 0",
        decoy="[AddDevice]Add device process with ret -1020",
    ),
    Statement(
        name="noise-handle-start-cast",  # printed after a failure as well
        needle="HandleStartCast success",
        side=Side.SERVICE,
        since="4.0",
        example="[HandleStartCast]HandleStartCast success",
    ),
    Statement(
        name="noise-engine-start-session",
        needle="StartCastSession failed and return the ret is ",
        pattern=r"StartCastSession failed and return the ret is \d+",
        side=Side.SERVICE,
        since="5.0.0",
        example="[StartCastSession]StartCastSession failed and return the ret is 1",
        decoy="[StartCastSession]StartCastSession failed and return the ret is -1007",
    ),
    Statement(
        name="noise-engine-add-device",
        needle="AddDevice in HwCastProviderSession with ret ",
        pattern=r"AddDevice in HwCastProviderSession with ret \d+",
        side=Side.SERVICE,
        since="4.1",
        example="[AddDevice]AddDevice in HwCastProviderSession with ret 0",
        decoy="[AddDevice]AddDevice in HwCastProviderSession with ret -1003",
    ),
    Statement(
        name="noise-engine-add-device-config",
        needle="AddDeviceWithConnectionConfig",
        pattern=r"AddDeviceWithConnectionConfig.* ret \d+",
        side=Side.SERVICE,
        since="7.0",
        example="[AddDevice]AddDeviceWithConnectionConfig in HwCastProviderSession with ret 0",
        decoy="[AddDevice]AddDeviceWithConnectionConfig in HwCastProviderSession with ret -1006",
    ),
    Statement(
        name="noise-engine-init",
        needle="Init the HwCastProvider ",
        pattern=r"Init the HwCastProvider \d+",
        side=Side.SERVICE,
        since="5.0.0",
        example="[Init]Init the HwCastProvider 0",
        decoy="[Init]Init the HwCastProvider -1003",
    ),
    Statement(
        name="noise-radar",  # 0 for every success
        needle="GetRadarErrorCode err:",
        pattern=r"GetRadarErrorCode err:(?!10(?:0[1-9]|[12]\d) )-?\d+ -> -?\d+",
        side=Side.BOTH,
        since="5.0.0",
        example="[GetRadarErrorCode]GetRadarErrorCode err:0 -> 475136000",
        decoy="[GetRadarErrorCode]GetRadarErrorCode err:1020 -> 475137020",
    ),
    Statement(
        name="noise-cast-event",  # event ids, which overlap the cast engine's error numbers
        needle="OnEvent from cast with eventId ",
        pattern=r"OnEvent from cast with eventId -?\d+, .*",
        side=Side.SERVICE,
        since="4.1",
        example="[OnEvent]OnEvent from cast with eventId 2000, volume",
    ),
    Statement(
        name="noise-cast-event-received",
        needle="OnCastEventRecv in with code and msg ",
        pattern=r"OnCastEventRecv in with code and msg -?\d+.*",
        side=Side.SERVICE,
        since="4.1",
        example="[OnCastEventRecv]OnCastEventRecv in with code and msg 2000 volume",
        decoy="[OnPlayerError]OnPlayerError error:2000",
    ),
    Statement(
        name="noise-cast-state",  # a playback state
        needle="castState:",
        pattern=r"(?:PublishCastEvent: bundleName:.* )?castState:-?\d+",
        side=Side.SERVICE,
        since="4.0",
        example="castState:2",
    ),
    Statement(
        name="noise-cast-error-default",  # the next line has the number
        needle="Can not match error code, use default",
        side=Side.APP,
        since="4.0",
        example="[OnPlayerError]Can not match error code, use default",
    ),
    # -- checks of functions that return nothing
    Statement(
        name="noise-check-failed",
        needle=",checkFail",
        pattern=r".*,checkFail",
        side=Side.BOTH,
        since="5.1.0",
        example="[GetMediaCapabilities]speed.is_number(),checkFail",
        decoy="[ConnectAbility](remote != nullptr),checkFail!ret:ERR_SERVICE_NOT_EXIST",
    ),
    # -- commands
    Statement(
        name="noise-command-to-inactive-session",  # by design: no code reaches the caller
        needle="session is deactivate",
        side=Side.SERVICE,
        since="3.2",
        example="[ExecuteControllerCommand]session is deactivate",
        decoy="[SendControlCommand]session is deactivate",
        functions=("ExecuteControllerCommand",),
        not_functions=UNNAMED,
    ),
)
