"""The AVSession errors that texts of applications state: what is found, and what must not be."""

from __future__ import annotations

import io

import pytest

from hilog_avsession.knowledge import documented
from hilog_avsession.knowledge.apis import DISTINCT
from hilog_avsession.knowledge.application_errors import StatedError, find_errors
from hilog_avsession.knowledge.catalog import CATALOG, TEMPLATE_CATEGORY, CodeEntry, NativeCode
from hilog_avsession.knowledge.statements.messages import MESSAGES, Message
from hilog_avsession.knowledge.unnumbered import UNNUMBERED, Unnumbered
from hilog_avsession.model.events import Confidence, Form
from hilog_avsession.pipeline import diagnose

# (text, code), grouped by how the code or the message is written
WORD_AND_NUMBER = (
    ("Failed to put the cover on the card. Code: 6600101, message: remote is busy", 6600101),
    ("SetAVMetadata BusinessError: code: 6600102, message: gone", 6600102),
    ("SetAVMetadata BusinessError:code: 6600102, message: gone", 6600102),
    ("pause button failed. code is 6600103 message is object released", 6600103),
    ("pause button failed, code is 6600103, message is object released", 6600103),
    ("sendControlCommand failed, errCode: 6600105", 6600105),
    ("error happened, error code: 6611003, error message : no answer from the TV.", 6611003),
    ("castMusic error, error code: 6611105, error message: TV left", 6611105),
    ("next track: err code: 6600106, err message:asleep", 6600106),
    ("wake up failed. code: 6600106, message: asleep", 6600106),
    ("wake up failed: code: 6600106, message: asleep", 6600106),
    ("wake up error:code: 6600106, message: asleep", 6600106),
    ("switch output failed with err: 6600108, speaker said no", 6600108),
    ("ErrorCode: 6612004,  Message: the page is gone", 6612004),
    ("card update err, code: 6600101, mesage: busy", 6600101),
    ("code is 6600107, error message is slow down", 6600107),
    ("deviceChanged, error code is 6600109", 6600109),
    ("TestLog: queue title error: code: 6600102, message: gone", 6600102),
    ("Error code:6600101", 6600101),
    ("activate try: code: 6600102", 6600102),
    ("lyric line failed Cause: code 6600110", 6600110),
    ("err.code=6600111 on this tablet", 6600111),
    ("e.code = 6600107, dropping the key", 6600107),
    ("error_code=6611100", 6611100),
    ("errorCode=6611104;speed=3.5", 6611104),
    ("resultCode: 6600105 for PLAY_PREVIOUS", 6600105),
    ("retCode=6600101 after 3 tries", 6600101),
    ("JS errCode: 6612001", 6612001),
    ("ERROR CODE 6613002", 6613002),
    ("errno 6614004: stream too large", 6614004),
    ("BusinessError 6600103: let go", 6600103),
    ("\x1b[31mcode: 6600101, service is away\x1b[0m", 6600101),
    ("Error [6615001] speaker init", 6615001),
    ("onError(6616004) licence", 6616004),
    ("exception: 6600101", 6600101),
    ("createAVSession rejected with 6600101", 6600101),
    ("lyric err -> 6600110", 6600110),
    ("Cast Error! 6612004", 6612004),
    ("投播失败！6612004", 6612004),
)  # fmt: skip
GLUED = (
    ("caught error6600105", 6600105),
    ("errCode6600101", 6600101),
    ("code6612007", 6612007),
    ("code:6600102,msg:gone", 6600102),
    ("code=6600102", 6600102),
    ("错误码6600107", 6600107),
)
JSON_AND_QUOTES = (
    ('init failed {"code":6600101}', 6600101),
    ('init failed {"code":"6600101"}', 6600101),
    ('init failed: {"code":6600101,"message":"CreateAVSession failed : session is existed"}', 6600101),
    ('Failed to cast, error info: {"code":6600108}', 6600108),
    ('the error is: {"code": 6600109}', 6600109),
    ('error={"code":6600106}', 6600106),
    ('cast page {"name":"BusinessError","code":6611002,"data":null}', 6611002),
    ('native bridge said {\\"code\\":6600103}', 6600103),
    ("err { code: 6600102, message: 'gone' }", 6600102),
    ("code='6600104' remote link", 6600104),
    ('{"errCode":"6616008","page":"movie"}', 6616008),
    ("PlatformException(6600101, service is away, null, null)", 6600101),
    ("Unhandled PlatformException(6600102, gone, null, #0 main)", 6600102),
)
AFTER_A_FAILING_CALL = (
    ("createAVSession failed (Card.ets:201:13): 6600101", 6600101),
    ('setAVMetadata failed (Card.ets:202:9) {"code":401}', 401),
    ("[AudioCard] Failed to refresh the card: 6600101, remote is busy", 6600101),
    ("setAVPlaybackState failed: 6600102 gone", 6600102),
    ("destroy failed: 6600102", 6600102),
    ("check failed: OH_AVSession_Create(...) == 0, actual 6600101", 6600101),
    ("Failed to activate: 6600101", 6600101),
    ("Failed to play song: 6600101", 6600101),
    ("Failed to set the cover: 6600101", 6600101),
    ("Failed to get the controller for song: 6600103", 6600103),
    ("Failed to find the session of user: 6600102", 6600102),
    ("Unable to update lyrics: 6600110", 6600110),
    ("加载歌曲失败：6600101", 6600101),
    ("Unable to open the lyric window: 6600110", 6600110),
    ("cannot reach the TV: 6600108, powered off", 6600108),
    ("SetAVMetadata failed. ret: 6600101", 6600101),
    ("OH_AVSession_SetPlaybackState failed, ret=6600101", 6600101),
    ("OH_AVSession_Activate returned 6600101", 6600101),
    ("OH_AVSession_SetFavorite returned 6600101", 6600101),
    ("sendCommonCommand failed (6600107)", 6600107),
)
CHINESE = (
    ("更新播控卡片失败，Code: 6600101, message: busy", 6600101),
    ("投屏失败，错误码：6600108", 6600108),
    ("错误码为6600106，会话未激活", 6600106),
    ("创建会话异常，错误码是 6600101", 6600101),
    ("切歌失败（6600105）", 6600105),
    ("切歌失败【6600105】请重试", 6600105),
    ("获取控制器报错：6600103", 6600103),
    ("歌词开关失败，返回码：6600111", 6600111),
    ("远端播放错误代码：6611001，请检查电视", 6611001),
    ("投播出错 code：6612002", 6612002),
    ("设置播放状态出错：6600102", 6600102),
    ("错误码6600107 次数过多", 6600107),
    ("播放出错，errCode＝6613001", 6613001),
)
MESSAGES_ONLY = (
    ("CreateAVSession failed : session is existed", 6600101),
    ("Error: CreateAVSession failed : session is existed", 6600101),
    ("CreateAVSession failed: session is existed", 6600101),
    ("createavsession FAILED : SESSION IS EXISTED", 6600101),
    ("setAVPlaybackState failed : native session not exist", 6600102),
    ("SetExtras failed : session is nullptr", 6600102),
    ("Activate session failed : napiSession is nullptr", 6600102),
    ("getAVSession failed:session not exist", 6600102),
    ("getAVSession failed:native get session err:-1007", 6600101),
    ("GetAVPlaybackState failed : controller is nullptr", 6600103),
    ("Start failed : castController_ is nullptr", 6600103),
    ("SendControlCommand failed : native controller not exist", 6600103),
    ("CastAudio failed : native server exception", 6600104),
    ("SendControlCommand failed : native command not support", 6600105),
    ("SendAVKeyEvent failed : native invalid keyEvent", 6600105),
    ("SendAVKeyEvent failed: native session is not active", 6600106),
    ("SendCommonCommand failed : native send command overload", 6600107),
    ("SendControlCommand failed : native command send nums overload", 6600107),
    ("StartCast failed : device connect failed, radarErrorCode:475202556", 6600108),
    ("StartCast failed : connect timeout, radarErrorCode:475137024", 6600101),
    ("GetAVCastController failed : native get controller failed", 6600109),
    ("GetController failed : native get controller failed", 6600101),
    ("GetDistributedSessionControllers failed : connect not exist", 6600109),
    ("SetDesktopLyricVisible failed : native desktop lyrics feature of this application is not enabled", 6600110),
    ("EnableDesktopLyric failed : native desktop lyrics feature is not supported", 6600111),
    ("GetAllSessionDescriptors failed : native permission denied", 201),
    ("SendSystemAVKeyEvent failed : native no permission", 202),
    ("SetAVMetaData failed : native invalid parameters", 401),
    ("SetAVMetaData failed : native server exception", 6600101),
    ("SetAVQueueItems failed : item number is out of range", 6600101),
    ("OnEvent failed : no memory", 6600101),
    ("session.on('play') failed: Error: OnEvent failed : session is nullptr", 6600102),
    ("avSession off error: OffEvent failed : session is nullptr", 6600102),
    ("Error: OnEventPlayNext failed : session is nullptr", 6600102),
    ("lyrics page: OffDesktopLyricStateChanged failed : napiSession is nullptr", 6600102),
    ("lyrics page: OnDesktopLyricVisibilityChanged failed : controller is nullptr", 6600103),
    ("OffEvent failed : taiheSession is nullptr", 6600102),
    ("Error: OnSystemCommonEvent failed : no memory", 6600101),
    ("getOutputDeviceSync Error: GetOutputDeviceSync failed : controller is nullptr", 6600103),
    ("output: NapiAVSession GetOutputDeviceSync failed : session is nullptr", 6600102),
    ("card error: SetAVPlaybackStateSync failed: session is nullptr", 6600102),
    ("SetAVQueueItemsSync session failed: session is nullptr", 6600102),
    ("Error: ReleaseSync failed: cast controller is nullptr", 6600103),
    ("GetAVCastControllerSync failed: native get controller failed", 6600101),
    ("DispatchSessionEventSync failed: invalid event", 401),
    ("SetBackgroundPlayMode failed : invalid background play mode", 401),
    ("Error: SendControlCommandSync get cast command failed", 401),
    # an interface that these tables do not know yet, in a line that names AVSession
    ("avSession.setShape error: SetShape failed : session is nullptr", 6600102),
    ("AVSessionController.getShape error: GetShape failed : controller is nullptr", 6600103),
)
SYMBOLS = (
    ("startCasting threw ERR_CODE_DEVICE_CONNECTION_FAILED", 6600108),
    ("ERR_CODE_CAST_CONTROL_TIMEOUT from the living room", 6611003),
    ("OH_AVSession_SetPlaybackState: AV_SESSION_ERR_SERVICE_EXCEPTION", 6600101),
    ("result is AV_SESSION_ERR_CODE_SESSION_NOT_EXIST", 6600102),
    ("(ERR_CODE_CAST_CONTROL_DRM_LICENSE_EXPIRED)", 6616008),
)
NATIVE_BESIDE_AN_API = (
    ("setAVMetadata failed:-1009", 6600102),
    ("sendControlCommand ret=-1018", 6600107),
    ("SendAVKeyEvent error: -1013", 6600106),
    ("startCasting errCode -1020", 6600108),
    ("createAVSession 失败：-1022", 6600101),
    ("setAVPlaybackState returned -1002", 401),
)
WITH_A_LETTER = (
    ("createAVSession [E6600101]", 6600101),
    ("card not made, code=E6600101", 6600101),
    ("error code: E6600102", 6600102),
    ("播控卡片 错误码：E6600106", 6600106),
    ("card page: ERR_6600102", 6600102),
    ("setAVMetadata -> ERR-6600101", 6600101),
)
NEIGHBOURS_WITH_PROOF = (
    ("setExtras failed, code 401", 401),
    ("getAllSessionDescriptors: permission denied (201)", 201),
    ("startCasting is not supported: 801", 801),
    ("sendSystemControlCommand 无权限：202", 202),
    ("createAVSession ok, setAVMetadata returned 401", 401),
    ('this.session?.setExtras err {"code":401}', 401),
    ("session.getExtras failed: 401", 401),
    ("setAVPlaybackState failed, code: 401", 401),
    ("upload done, setAVMetadata failed, code: 401", 401),
    ("server says setAVMetadata failed with code 401", 401),
    ("setAVMetadata failed, image http://cdn.example.com/a.png code: 401", 401),
    ("getAllSessionDescriptors error, code is 201", 201),
    ('startAVPlayback err {"code":202}', 202),
    ("sendAVKeyEvent BusinessError: code: 201, message: denied", 201),
    ("avCastController error, code: 5400102", 5400102),
    ("castController on error, errCode: 5400104, network", 5400104),
    ("投播错误，错误码：5400106", 5400106),
    ("投播失败，错误码5400104", 5400104),
    ("castController.start rejected with 5400103", 5400103),
    ("[Room] startCasting failed: 401, empty device", 401),
    ('castController prepare failed, {"code":401}', 401),
    ("avCastController.start BusinessError: code: 401, message: Get play queue item failed", 401),
    ("this.castController?.release error, code: 401", 401),
    ("avSession.on('play') err {\"code\":401}", 401),
    ('new AVCastPickerHelper failed: {"code":401}', 401),
    ("avCastPickerHelper.on pickerStateChange error, code: 401, message: callback type invalid", 401),
    ("lyric button: OnDesktopLyricVisibilityChanged CTL null", 6600103),
    ("on failed, code: 6600103, message: OnEvent CTL null", 6600103),
    ("avSession activate failed, errCode: 202", 202),
)
BARE_BESIDE_AVSESSION = (
    ("avSession 桌面歌词不支持(6600111)", 6600111),
    ("avSession 激活 6600106", 6600106),
    ("avSession [6600102] 重建", 6600102),
    ("skipToQueueItem failed: 6600102", 6600102),
    ("AVSession prepare 6600101", 6600101),
    ("AVSession onError 6600101, the card is away", 6600101),
    ("AvSession init 6600101", 6600101),
    ("媒体会话创建（6600101）", 6600101),
    ("avSession 设置元数据 6600101，失败", 6600101),
    ("AVSession could not be made, error in card 6600101", 6600101),
    ("avsession: 桌面歌词未开启 [6600110]", 6600110),
    ("RadioAVSession: 投播超时 6611003 avSession", 6611003),
    ("MediaAVCastAdapterImpl::ErrorCallback assetId 6612001", 6612001),
    ("[AVSession] set favourite failed,result:6600101", 6600101),
    ("avSession.activate, result=6600102", 6600102),
    ("status: 6600106 of avSession, card asleep", 6600106),
    ("媒体会话返回值 6600102", 6600102),
    ("OH_AVSession_Destroy() = 6600102", 6600102),
    ("OH_AVSession_Create=6600101", 6600101),
    ("OH_AVSession_SetLoopMode failed as AV_SESSION_ERR_SERVICE_EXCEPTION", 6600101),
    ("OH_AVSession_SetPlaybackState failed: AV_SESSION_ERR_INVALID_PARAMETER", 401),
)
DOCUMENTED_WORDS = (
    ("avSession.activate failed: The session does not exist.", 6600102),
    ("avSession.sendControlCommand failed: The session is not activated.", 6600106),
    ("setAVMetadata error: Session service exception", 6600101),
    ("[Lyrics] setDesktopLyricVisible failed, The desktop lyrics feature is not supported", 6600111),
    ("播控失败 sendCommonCommand：Too many commands or events.", 6600107),
    ("sendControlCommand: Invalid session command.", 6600105),
    ("avSession.destroy: The session does not exist.", 6600102),
    ('startCasting err {"message":"Device connection failed."}', 6600108),
    ("AVSessionController 报错：controller does not exist", 6600103),
)
MUSIC_TEMPLATE = (
    ("createAVMusicTemplate failed, code: 35000001", 35000001),
    ("AVMusicTemplateController 35000006", 35000006),
    ("音乐模板创建失败（35000009）", 35000009),
    ("template call threw ERR_CODE_SERVICE_EXCEPTION", 35000009),
    ("ERR_CODE_AV_MUSIC_TEMPLATE_NOT_EXIST", 35000005),
)
ZERO_WITH_A_MESSAGE = (
    ("code: 0, message: CreateAVSession failed : native server exception", 0),
    ("StartCast failed : repeat cast, radarErrorCode:475137027, code: 0", 0),
    ('{"code":0,"message":"SetAVMetaData failed : native server exception"}', 0),
    ("[Cast] Failed to startCasting: 0, StartCast failed : connect reject, radarErrorCode:475137025", 0),
)
FOUND = (
    *WORD_AND_NUMBER, *GLUED, *JSON_AND_QUOTES, *AFTER_A_FAILING_CALL, *CHINESE, *MESSAGES_ONLY, *SYMBOLS,
    *NATIVE_BESIDE_AN_API, *WITH_A_LETTER, *NEIGHBOURS_WITH_PROOF, *BARE_BESIDE_AVSESSION, *DOCUMENTED_WORDS,
    *MUSIC_TEMPLATE, *ZERO_WITH_A_MESSAGE,
)  # fmt: skip

OTHER_NUMBERS = (
    "orderId=6600101 was paid",
    "order 6600101 could not be paid, error in the shop",
    "upload failed, size=6600101",
    "upload failed, fileSize: 6600101 bytes",
    "upload failed, wrote 6600101 of 9000000 bytes",
    "request failed after 6600107us",
    "error rate 0.6600101",
    "error: took 6600107 ms",
    "call failed, phone 13966001018",
    "call failed, phone: +8616600101777",
    "err: value=660010437",
    "code: 66001012",
    "code: 16600101",
    "code: 660101",
    "code: 660105, no such thing",
    "code: 66001",
    "errCode: 0x6600101f",
    "digest a6600101 failed",
    "failed, traceId: 5e6600107c",
    "code: 6600101ab",
    "code: 6600101.5",
    "error at position=6611102 of the film",
    "failed to seek, position: 6611102",
    "failed to load the picture, id: 6600103",
    "songId: 6600102 failed to load",
    "cache miss for item 6612004, not an error",
    "played 6600106 times",
    "versionCode: 6600101",
    "version_code=6600101",
    "zip code: 6600101",
    "qr_code=6612003",
    "request_code=6600102",
    "setAVMetadata duration 6600101",
    "setAVPlaybackState position 6611102 elapsedTime 6600107",
    'setAVPlaybackState {"position":{"elapsedTime":6600107,"updateTime":0}}',
    "sendControlCommand seek 6611102",
    "seek to 6612101, sendControlCommand done",
    "error offset: 6611102",
    "failed at: 6611102",
    "Failed to open: 6600101.mp3",
    "Failed to open: 6600101/cover.jpg",
    "加载失败，歌曲ID：6600101",
    "加载失败：6600101字节",
    "Failed to load song: 6600101",
    "error, cannot find the track: 6600101",
    "Unable to download this resource: 6600102 (retry 1)",
    "failed to delete items: 6600101",
    "下载失败，歌曲：6600101",
    "加载失败的资源：6600102",
    "失败次数：6600107",
    "订单6600101支付失败",
    "手机号：6600101 异常",
    "sessionId=6600107 opened by softbus",
    "https://cdn.example.com/e/6600101/cover.jpg failed",
    "cover 6600101.jpg failed to load",
    "room 6611-001, error in map",
    "error 2026-6600101",
    "6600101",
    "6600101 items loaded",
    "room E6600101 opened, no error",
    "cache miss key=6600101 error=none",
    "songId 6600101 error: timeout",
    "part E6600101 of the order failed",
    "tag hashE6600101 error",
    "[6600101] download failed",
    "[6600101] 下载失败",
    "6600101 session failed over",
    "[6600101] activate done",
)
BARE_BUT_NO_CODE = (
    "progress 6600101 bytes of 9000000",
    "download 6600107 finished",
    "avSession position 6600101",
    "[AVSession] on seek(6600102)",
    "AVSession onSeek(6600101)",
    "AVSession: metadata duration: 6600101, no error",
    "AVSession toggleFavorite(6600101)",
    "avCastController prepare(6600101)",
    "skipToQueueItem(6600102)",
    "skipToQueueItem: 6600102",
    "[6600101] createAVSession begin",
    "setAVMetadata [6600101] ok",
    "setAVMetadata 6600101 success",
    "AVSession(6600101) activated",
    "AVSession 6600101 is active",
    "媒体会话(6600101)创建成功",
    "avSession failed to load song 6600101",
    "avSession failed after 6600101 of 9000000",
    "avSession 歌曲(6600101)加载失败",
    "avSession 客服电话（6600101）",
    "avSession failed for user 6600107",
    "avSession update failed, cached 6600101",
    "avSession id(6600101) made",
    "avSession track id：（6600101）",
    "avSession assetId 6600101",
    "avSession result songId=6600101",
    "createAVSession failed (Card.ets:201:13)",
    "createAVSession error at Card.ets:202",
    "setAVMetadata failed at update (entry|entry|1.0.0|src/main/ets/Card.ts:401:5)",
    "setAVMetadata exception [card.cpp:401]",
    "setAVMetadata 失败 Card.ets&:401:13",
    "createAVSession failed <card.dart:801>",
    "avSession returned 6600101 bytes",
    "avSession result: 6609999",
    "setAVMetadata assetId=6600101",
    "audio session result=6600101",
    "avSession duration(6600101) ms",
    "avSession cover 6600101 bytes",
    "avSession activate 6600101ms",
    "avSession create 6600101 KB",
    "call +86 6600101 via avSession",
    "MediaAVCastAdapterImpl::StateCallback assetId 6612001",
    "audio session (6600101) opened",
    "MediaSession phone 6600101",
)
WORDS_WITHOUT_A_FAILURE = (
    "TCP session does not exist, err 3",
    "AVSessionManager: session does not exist, making one",
    "createAVSession ok, the old session does not exist",
    "createAVSession failed because the session does not exist yet on this page",
    "the session is not activated, error in the login",
    "OpenDecoder failed: Service exception.",
    "castController.prepare failed: Device connection failed.",
)
OTHER_TEMPLATES = (
    "order code: 35000001 failed",
    "template 35000001 was printed",
    "template size: 35000001 bytes, error",
    "template code: 350000011",
    "the call ended with ERR_CODE_EXCEED_MAX_DATA_SIZE",
)
OTHER_KITS = (
    "capture failed, code: 6800301, message is system error",
    "continuous task failed, code is 9800005",
    "code: 7400201",
    "AVPlayer error, code: 5400103, message: io",
    "player onError errCode: 5400102",
    "http failed, code: 401",
    "login failed, errCode: 201",
    "router failed code: 100001",
    "bluetooth errCode: 2900099",
    "code: 6700101",
    "code: 6620001",
    "huks failed: code 12000011",
    # a 401 of something else, although AVSession or its objects are named
    "castController prepare: http failed, code: 401",
    "castController.start: the film's url failed, code: 401",
    "setAVMetadata: cover http status: 401",
    "setAVMetadata: download of the cover failed with code 401",
    "setAVMetadata image, response code: 401",
    "setAVMetadata：下载封面失败 错误码：401",
    "avSession.activate done, then the login failed, code: 401",
    "[AVSession] cover failed, code: 401",
    "AVSession on resume: refresh failed, code: 401",
    "avSession destroy, 服务器接口返回失败，错误码：401",
    "videoController.prepare failed, code: 401",
    "AVCastPicker onError code: 401",
    "avcastpicker_component onError code: 401",
    "AVCastPickerHelper is ready, http failed, code: 401",
    "want.setExtras failed, code: 401",
    "the user is away, code 401; createAVSession ok",
    "createAVSession done, https://example.com/x returned 401",
    "setAVMetadata 成功，头像返回 401",
    "getHistoricalSessionDescriptors returned 201 sessions",
    "mergeSetExtras failed, code: 401",
    "playerController start failed, code: 401",
    "audioSession.activate failed, code: 401",
)
NATIVES_ELSEWHERE = (
    "kvstore failed:-1009",
    "locator ret = -1001",
    "acceleration -1016 -1028, error 3",
    "SetMeta failed:-1002",
    "setAVMetadata done in -1009",
    "setAVMetadata failed:-1099",
    "setAVMetadata failed:-10091",
    "setAVMetadata failed:-999",
    "setAVMetadata failed:1009",
)
NO_ERROR = (
    "createAVSession done",
    "setAVMetadata success, code: 0",
    "code: 0, message: ok",
    "code: 0, message: upload failed",
    "sendControlCommand play",
    "error happened, error code: ${err.code}, error message : ${err.message}.",
    "setAVMetadata failed, code: <private>",
    "Failed to create. Code: %{public}d",
    "会话创建成功",
    "",
)
MESSAGES_OF_OTHERS = (
    "OpenDecoder failed : session is nullptr",
    "CloseChannel failed: session not exist",
    "AttachView failed : controller is nullptr",
    "Mmap failed : no memory",
    "OpenSocket failed : connect not exist",
    "OpenFile failed : permission denied",
    "ReadContacts failed : no permission",
    "login failed : the session is existed",
    "CreateAVSession success : session is existed",
    "OnTouchEvent failed : session is nullptr",
    "OnEventLoop failed : session is nullptr",
    "OnPageChanged failed : controller is nullptr",
    "OffEvent failed : picker is nullptr",
    "OffLocationChanged failed : callback is nullptr",
    "RenderSync failed: controller is nullptr",
    "SaveSync failed : session is nullptr",
    "OpenBookSync failed: invalid title",
    "setAVQueueTitle failed: invalid title of album",
    "setExtras: get extras failed",
    "SetExtrasSync get extras failed_twice",
    "Mirror failed : cast controller is nullptr",
    "avSession page: AttachView failed : controller is nullptr",
    "avSession page: Mmap failed : no memory",
    "the session is existed",
)
SYMBOLS_OF_OTHERS = (
    "ERR_CODE_NOT_FOUND",
    "ERR_CODE_SESSION",
    "MY_ERR_CODE_SESSION_NOT_EXISTS",
    "AV_SESSION_ERR_NONE",
    "AV_SESSION_ERR_SUCCESS",
)
NOT_FOUND = (
    *OTHER_NUMBERS, *BARE_BUT_NO_CODE, *WORDS_WITHOUT_A_FAILURE, *OTHER_TEMPLATES, *OTHER_KITS,
    *NATIVES_ELSEWHERE, *NO_ERROR, *MESSAGES_OF_OTHERS,
    *SYMBOLS_OF_OTHERS,
)  # fmt: skip


def errors(text: str, *, framework: bool = False) -> list[StatedError]:
    return list(find_errors(text, framework=framework))


def codes(text: str, *, framework: bool = False) -> list[int]:
    return [found.code for found in errors(text, framework=framework)]


@pytest.mark.parametrize(("text", "code"), FOUND, ids=[text for text, _ in FOUND])
def test_a_text_that_states_an_error_gives_its_code_once(text: str, code: int) -> None:
    assert codes(text) == [code]


def codes_in_a_log(text: str) -> list[int]:
    line = f"11-20 10:15:00.123  6120  6131 E A03d00/JSAPP: {text}\n"
    return [incident.code for incident in diagnose([io.BytesIO(line.encode())]).incidents]


@pytest.mark.parametrize(("text", "code"), FOUND, ids=[text for text, _ in FOUND])
def test_an_error_is_found_far_into_a_line_of_four_kilobytes(text: str, code: int) -> None:
    long = "played the next song of the queue 12; " * 100
    assert [found.code for found in find_errors(f"{long}{text}")] == [code]


@pytest.mark.parametrize("spaces", [1, 60])
def test_times_out_after_a_number_is_no_count(spaces: int) -> None:
    assert [found.code for found in find_errors(f"error code 6600101 times{' ' * spaces}out")] == [6600101]
    assert not list(find_errors(f"error code 6600101 times{' ' * spaces}over"))


def test_a_code_word_may_end_a_word_of_any_length() -> None:
    assert [found.code for found in find_errors(f"{'very' * 100}error: 6600101")] == [6600101]


@pytest.mark.parametrize(("text", "code"), FOUND, ids=[text for text, _ in FOUND])
def test_the_search_for_needles_misses_no_stated_error(text: str, code: int) -> None:
    if code in codes(text):
        assert codes_in_a_log(text) == [code]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.name)
def test_a_run_time_message_reads_its_example_and_refuses_its_decoy(message: Message) -> None:
    assert message.needle in message.example.lower()
    (error,) = errors(message.example)
    native = CATALOG.native(error.native) if error.native is not None else None
    assert error.code == (native.public if native else message.code)
    assert (error.cause, error.form) == (message.cause, Form.MESSAGE)
    assert codes_in_a_log(message.example) == [error.code]
    assert codes(message.decoy) == []


@pytest.mark.parametrize("api", DISTINCT)
def test_every_interface_lets_a_universal_code_and_a_native_number_count(api: str) -> None:
    assert codes_in_a_log(f"{api} failed, code: 401") == [401]
    assert codes_in_a_log(f"{api} failed:-1009") == [6600102]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_a_text_that_only_looks_alike_gives_nothing(text: str) -> None:
    assert codes(text) == []


def test_no_text_is_in_the_tables_twice() -> None:
    texts = [text for text, _ in FOUND] + list(NOT_FOUND)
    assert len(texts) == len(set(texts))


def test_two_codes_in_one_line_give_two_errors() -> None:
    assert codes("first try code: 6600107, second try code: 6600106") == [6600107, 6600106]


def test_each_code_of_a_line_has_the_interface_that_is_named_before_it() -> None:
    found = errors("createAVSession failed code: 6600101, then activate failed code: 6600102; failed: 6600106")
    assert [(one.code, one.api) for one in found] == [
        (6600101, "createAVSession"),
        (6600102, "activate"),
        (6600106, "createAVSession"),
    ]


@pytest.mark.parametrize(
    ("text", "api"),
    [
        ("createAVSession ok; setAVMetadata failed, code: 6600102", "setAVMetadata"),
        ("[createAVSession] setAVQueueTitle error 6600102", "setAVQueueTitle"),
        ("sendControlCommand(play) -> setAVPlaybackState() rejected with 6600102", "setAVPlaybackState"),
        ('Failed to create AVSession, error: {"code":6600101}', "createAVSession"),
        ("behind createAVSession: failed to setAVMetadata, code 6600102", "setAVMetadata"),
        ("createAVSession 之后 setAVMetadata 调用失败 6600102", "setAVMetadata"),
        ("[createAVSession][setAVMetadata] code=6600102", "createAVSession"),
        ("setAVMetadata failed as createAVSession failed, code 6600102", "setAVMetadata"),
        ("setAVMetadata failed after createAVSession, code 6600102", "setAVMetadata"),
    ],
)
def test_a_code_is_of_the_only_interface_that_failed_rather_than_of_the_first_one(text: str, api: str) -> None:
    assert [error.api for error in find_errors(text)] == [api]


def test_an_interface_that_did_not_fail_makes_no_second_failure() -> None:
    step = "11-20 09:41:01.010  6120  6170 E C02B91/org.test.radio/AVSession: [SetAVMetaData]session is destroyed\n"
    text = "createAVSession ok; setAVMetadata failed, code: 6600102"
    line = f"11-20 09:41:01.012  6120  6120 E A03D00/org.test.radio/JSAPP: {text}\n"
    (incident,) = diagnose([io.BytesIO((step + line).encode())]).incidents
    assert incident.api == "setAVMetadata"


def test_a_code_and_a_neighbour_code_give_two_errors() -> None:
    assert codes("setAVMetadata errCode: 6600102, then errCode: 401") == [6600102, 401]


@pytest.mark.parametrize(
    "text",
    [
        'setAVMetadata failed, code: 6600101, {"code":6600101}',
        "错误码：6600101，errCode=6600101",
        "createAVSession failed 6600101 6600101 6600101",
    ],
)
def test_the_same_code_twice_gives_one_error(text: str) -> None:
    assert codes(text) == [6600101]


def test_the_number_wins_over_the_message() -> None:
    (found,) = errors("code: 6600101, message: SetAVMetaData failed : native session not exist")
    assert found.code == 6600101
    assert found.form is Form.CODE
    assert found.confidence is Confidence.CERTAIN
    assert found.native is None


def test_a_message_that_agrees_with_the_number_adds_its_native_number_and_cause() -> None:
    (found,) = errors('{"code":6600101,"message":"CreateAVSession failed : session is existed"}')
    assert (found.native, found.cause, found.api) == (-1022, "created-twice", "createAVSession")


def test_a_message_alone_is_less_certain_than_a_number() -> None:
    (found,) = errors("SendAVKeyEvent failed : native session is not active")
    assert found.form is Form.MESSAGE
    assert found.confidence.rank > Confidence.CERTAIN.rank


def test_a_message_that_stands_for_several_codes_names_them_all() -> None:
    (found,) = errors("SetAVMetaData failed : native server exception")
    assert found.confidence is Confidence.MEDIUM
    assert 0 in found.also


def test_code_zero_near_a_message_gives_zero() -> None:
    (found,) = errors("Code: 0, message: CreateAVSession failed : native server exception")
    assert found.code == 0


def test_code_zero_without_a_message_gives_nothing() -> None:
    assert codes("setAVMetadata done, code: 0, message: ok") == []


def test_a_public_code_wins_over_code_zero() -> None:
    text = "inner code: 0, code: 6600101, message: CreateAVSession failed : native server exception"
    assert codes(text) == [6600101]


@pytest.mark.parametrize("entry", [e for e in CATALOG if e.symbol], ids=lambda e: e.symbol)
def test_every_public_symbol_gives_its_code(entry: CodeEntry) -> None:
    template = "of the template " if entry.category == TEMPLATE_CATEGORY else ""  # which shares symbols with AVSession
    (found,) = errors(f"the call {template}ended with {entry.symbol}.")
    assert (found.code, found.form) == (entry.number, Form.SYMBOL)


@pytest.mark.parametrize("entry", [e for e in CATALOG if e.c_symbol], ids=lambda e: e.c_symbol)
def test_every_symbol_of_the_c_api_gives_its_code(entry: CodeEntry) -> None:
    assert codes(f"ret: {entry.c_symbol}") == [entry.number]


def test_the_number_wins_over_the_symbol() -> None:
    assert codes("code: 6600108, ERR_CODE_DEVICE_CONNECTION_FAILED") == [6600108]


def test_a_native_number_counts_only_near_the_name_of_an_interface() -> None:
    assert codes("setAVMetadata failed:-1009") == [6600102]
    assert codes("putEntry failed:-1009") == []


def test_a_native_number_keeps_its_value() -> None:
    (found,) = errors("sendControlCommand ret=-1018")
    assert (found.form, found.native, found.api) == (Form.NATIVE, -1018, "sendControlCommand")


@pytest.mark.parametrize("native", [n for n in CATALOG.natives() if n.number != -1], ids=lambda n: n.symbol)
def test_every_native_number_becomes_its_public_code(native: NativeCode) -> None:
    assert codes(f"setAVPlaybackState failed:{native.number}") == [native.public]


@pytest.mark.parametrize("code", [201, 202, 401, *range(5400101, 5400107)])
def test_a_code_of_other_kits_too_needs_an_interface_of_avsession(code: int) -> None:
    assert codes(f"request failed, code: {code}") == []
    assert codes(f"AVCastController request failed, startCasting code: {code}") == [code]


def test_a_bare_number_in_a_line_of_the_framework_is_not_a_code() -> None:
    """It prints positions and durations, too."""
    assert codes("position 6600107 to listener", framework=True) == []
    assert codes("errCode 6600107 to listener", framework=True) == [6600107]


def test_a_number_that_the_catalogue_does_not_hold_needs_a_code_word() -> None:
    assert codes("setAVMetadata code: 6600199") == [6600199]
    assert codes("setAVMetadata 6600199") == []


@pytest.mark.parametrize("entry", [e for e in CATALOG if str(e.number).startswith("66")], ids=lambda e: str(e.number))
def test_every_code_is_read_in_every_common_spelling(entry: CodeEntry) -> None:
    code = entry.number
    for text in (
        f"code: {code}",
        f"errCode={code}",
        f'{{"code":{code}}}',
        f'{{"code":"{code}"}}',
        f"error{code}",
        f"错误码：{code}",
        f"code is {code}",
        f"[Card] Failed to play: {code}, sorry",
        f"PlatformException({code}, sorry, null, null)",
    ):
        assert codes(text) == [code], text
    for text in (f"code: {code}0", f"code: 1{code}", f"code: {code}.5", f"code: 0x{code}", f"file {code} failed"):
        assert codes(text) == [], text


def test_a_symbol_of_two_kits_names_both_codes_unless_the_line_says_which() -> None:
    (found,) = errors("the call ended with ERR_CODE_SERVICE_EXCEPTION")
    assert (found.code, found.also, found.confidence) == (6600101, (35000009,), Confidence.MEDIUM)
    (found,) = errors("createAVSession ended with ERR_CODE_SERVICE_EXCEPTION")
    assert (found.code, found.also, found.confidence) == (6600101, (), Confidence.HIGH)
    (found,) = errors("createAVMusicTemplate ended with ERR_CODE_SERVICE_EXCEPTION")
    assert (found.code, found.also, found.confidence) == (35000009, (), Confidence.HIGH)


@pytest.mark.parametrize("row", UNNUMBERED, ids=lambda row: row.api)
def test_a_system_service_may_state_a_failure_without_a_number(row: Unnumbered) -> None:
    (found,) = find_errors(row.example, core=True)
    assert (found.code, found.api, found.confidence) == (row.code, row.api, Confidence.MEDIUM)
    assert codes(row.example) == []
    assert list(find_errors(row.decoy, core=True)) == []


def incidents_of_the_system(tag: str, text: str) -> list[tuple[int | None, str | None]]:
    line = f"11-20 10:15:00.123  6120  6131 I {tag}: {text}\n"
    return [(incident.code, incident.api) for incident in diagnose([io.BytesIO(line.encode())]).incidents]


@pytest.mark.parametrize(
    ("tag", "text", "incident"),
    [
        ("C04500/com.example.tv/webview", "OH_AVSession_Create failed. ret: 6600101", (6600101, "createAVSession")),
        ("C04500/com.example.tv/webview", "OH_AVSession_Activate failed. ret: 6600102", (6600102, "activate")),
        ("C04500/com.example.tv/webview", "OH_AVSession_SetFavorite failed. ret: 401", (401, "setAVPlaybackState")),
        ("C04500/com.example.tv/webview", "OH_AVSession_RegisterSeekCallback failed. ret: 401", (401, None)),
        ("C04500/com.example.tv/chromium", "[AVSession] update failed,result:6600101", (6600101, None)),
        ("C04500/com.example.tv/webview", "MediaAVCastAdapterImpl::ErrorCallback item 6611003", (6611003, None)),
        ("C01100/bluetooth/Avrcp", "[CreateAVSession]avsession create failed!", (6600101, "createAVSession")),
    ],
)
def test_parts_of_the_system_print_codes_at_any_level(tag: str, text: str, incident: tuple[int, str | None]) -> None:
    assert incidents_of_the_system(tag, text) == [incident]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("C04500/com.example.tv/webview", "OH_AVSession_Create success. ret: 0"),
        ("C04500/com.example.tv/webview", "load failed. ret: 6600101"),
        ("C04500/com.example.tv/chromium", "[AVSession] registered as AV_SESSION_ERR_SUCCESS"),
        ("C01100/bluetooth/A2dp", "[CreateSession]audio session create failed!"),
    ],
)
def test_other_lines_of_the_system_stay_silent(tag: str, text: str) -> None:
    assert incidents_of_the_system(tag, text) == []


UNCAUGHT = ("Error name:BusinessError", "Error message:%s", "Error code:%d", "Stacktrace:")


@pytest.mark.parametrize(
    ("text", "code", "incident"),
    [
        ("SetExtras failed : session is nullptr", 6600102, (6600102, "setExtras", "used-after-destroy")),
        ("SetExtras failed : native server exception", 6600101, (6600101, "setExtras", None)),
        ("the player is broken", 6600106, (6600106, None, None)),
    ],
)
def test_an_error_that_an_application_did_not_catch_has_its_code_in_a_line_of_its_own(
    text: str, code: int, incident: tuple[int, str | None, str | None]
) -> None:
    head = "11-20 10:15:00.123  6120  6120 E C01317/com.example.radio/AppKit: "
    lines = "".join(f"{head}{line}\n" for line in UNCAUGHT) % (text, code)
    (found,) = diagnose([io.BytesIO(lines.encode())]).incidents
    assert (found.code, found.api, found.cause) == incident
    assert found.code_confidence is Confidence.CERTAIN


def test_the_code_of_an_error_of_another_kit_that_was_not_caught_stays_silent() -> None:
    assert incidents_of_the_system("C01317/com.example.radio/AppKit", "Error code:9800005") == []
    assert incidents_of_the_system("C01719/com.example.radio/RSS", "Error code:6600101") == []


def test_every_documented_text_holds_a_needle() -> None:
    texts = documented._texts(CATALOG)[1]
    assert [text for text in texts if not any(needle in text for needle in documented.NEEDLES)] == []


def test_unknown_codes_are_read_like_one_another() -> None:
    unknown = [6600199, 6600200, 6619999]
    for code in unknown:
        assert [error.code for error in find_errors(f"BusinessError: code: {code} of the player")] == [code]
    both = f"BusinessError: code: {unknown[0]}, then errCode: {unknown[1]}"
    assert [error.code for error in find_errors(both)] == unknown[:2]
    assert [error.code for error in find_errors(f"errCode: {unknown[0]}, then errCode: 6600107")] == [
        unknown[0],
        6600107,
    ]
