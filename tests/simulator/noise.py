"""Noise: lines of other services, and lines that only look like errors of AVSession."""

from __future__ import annotations

from .device import Actor, App, Device, error, info
from .trace import Role

# domain, process, tag, level, text
FOREIGN = (
    ("C01406", "render_service", "OHOS::RS", "I", "ProcessFrame dirty region 0 0 1260 2720, cost 6601 us"),
    ("C02B01", "camera_host", "CAMERA", "E", "CaptureSession commit failed:-7400201"),
    ("C01719", "resource_schedule_service", "RSS", "I", "report type 13 value 2"),
    ("C03900", "com.example.weather", "Ace", "W", "frame took 33 ms"),
    ("C02B2B", "media_service", "PlayerServer", "I", "0x4F7700 position 128000"),
    ("C015B0", "foundation", "AppMS", "I", "process state changed, pid: 4711 state: 2"),
    ("I02C01", "hiview", "XPower", "I", "battery 66 level, 6600 mAh"),
)
DECOYS = (
    ("C01650", "distributeddata", "DistributedDB", "E", "[Sync]device sync failed:-1003"),
    ("C01560", "wifi_manager_service", "WifiScan", "E", "scan result count 14, failed:-1009"),
    ("C02301", "locationhub", "Locator", "E", "GetCachedLocation ret = -1013"),
    ("C05720", "softbus_server", "dsoftbus", "E", "open session failed, sessionId=6, ret -1018"),
    ("C02B2B", "media_service", "PlayerServer", "E", "OnError code: 5400103, io error"),
    ("C04601", "cast_engine_service", "Cast-Service", "E", "[AddDevice:77]: authentication failed:-1020"),
    ("C04601", "cast_engine_service", "CastEngine-Stream", "E", "[OnError:31]: stream error code: 2004"),
    ("C02B00", "media_service", "AudioRenderer", "E", "session is destroyed"),
    ("C01B00", "multimodalinput", "InputKeyFlow", "I", "keycode:2066, sensor -1016 -1028"),
    ("A03D00", "com.example.shop", "JSAPP", "I", "order 20266600101 paid, tracking 6600107123456"),
    ("A03D00", "com.example.shop", "JSAPP", "E", "http request failed, code: 401, message: unauthorized"),
    ("A03D00", "com.example.phone", "JSAPP", "I", "call from +8616600101 was missed"),
    ("A03D00", "com.example.gallery", "JSAPP", "W", "file size: 6600102 bytes, hash 3f6600107a9c"),
    ("A00001", "com.example.player", "AVPlayer", "E", "on error code: 5400102, message: Operation not allowed"),
    ("A03D00", "com.example.game", "JSAPP", "E", "createAudioCapturer failed, code is 6800301, message is error"),
    ("A03D00", "com.example.game", "JSAPP", "E", 'initCamera fail: {"code":"7400201"}'),
    ("A03D00", "com.example.card", "JSAPP", "E", "createOrder failed, code: 45000004"),
    ("A03D00", "com.example.task", "JSAPP", "E", "startBackgroundRunning failed. code is 9800005 message is wrong"),
    ("A03D00", "com.example.notes", "JSAPP", "I", "took 1.6600101 s, pi is 3.6600107"),
    ("A03D00", "com.example.logview", "JSAPP", "I",
     "tail: 09-21 14:03:01.307  2986  3034 E C02B91/av_session/AVSession: [SendControlCommand]session not exist"),
    ("A03D00", "avpicker", "JSAPP", "E", "avcastpicker_component onError code: 100011"),
    ("C02C11", "samgr", "SAMGR", "E", "CheckSystemAbility 3010 ret = -1"),
    ("C00F00", "idm", "HUKS", "E", "generate key ret -1002"),
)  # fmt: skip


def foreign(device: Device) -> None:
    """Print a line of another service."""
    domain, process, tag, level, text = device.rng.choice(FOREIGN)
    pid = 1000 + sum(map(ord, process)) % 900
    device.put(process, pid, pid + device.rng.randint(0, 9), level, domain, tag, text)


def decoy(device: Device) -> None:
    """Print another component's line that looks like an AVSession error."""
    domain, process, tag, level, text = device.rng.choice(DECOYS)
    pid = 30000 + sum(map(ord, process)) % 2000
    entry = device.put(process, pid, pid + device.rng.randint(0, 9), level, domain, tag, text)
    entry.role = Role.DECOY


def own_noise(device: Device, app: App) -> Actor:
    """Print one of AVSession's own lines that look like errors, outside of any call."""
    release, service = device.release, device.pid + device.rng.randint(30, 40)
    said = [
        error(
            "AVSessionNotifyUpdateNotification",
            f"AVSessionNotifyUpdateNotification failed, uid = {app.uid}, pid = {app.pid}, ret = -1009",
        ),
        error(
            "NotifySessionStateChange",
            f"NotifySessionStateChange failed, uid = {app.uid}, pid = {app.pid}, ret = -1013",
        ),
        error("GetLocalDeviceType", "get local device type failed with ret:-1007"),
        error("NotifyLocalFrontSessionChangeForMigrate", "NotifyLocalFrontSessionChangeForMigrate with no migrate"),
        error("IsHistoricalSession", "IsHistoricalSession read sort failed"),
        error("GetAllSessionDescriptors", "get all session with true empty"),
        info("OnEvent", "OnEvent from cast with eventId 2004, 1"),
        info("OnCastEventRecv", "OnCastEventRecv in with code and msg 1003 ok"),
        info("", "castState:2"),
        info("CancelNotification", f"CancelNotification with userId:{app.user}, ret=-1009"),
        info("GetRadarErrorCode", "GetRadarErrorCode err:0 -> 475136000"),
        info("RegisterSessionListener", "RegisterSessionListener for user 100"),
        error("HandleFocusSession", "handle focusession no anco_audio"),
        error("DestroyTask", "session is already destroyed."),
    ]
    if release.since("6.0"):
        said.append(error("LoadPluginLib", "(pluginLib != nullptr),checkFail!ret:AVSESSION_ERROR"))
    entries = yield from device.service(service, device.rng.choice(said))
    device.noise(entries)


def client_noise(device: Device, app: App) -> Actor:
    """Print noise of the framework inside an application."""
    if app.layer != "napi":
        return
    said = [
        error("HandleEvent", "not register callback event=3"),
        error("operator()", "getAVSession success"),
        error("operator()", "check create controller meet repeat"),
        error("operator()", "create controlle with already has one"),
        info("", f"castState:{device.rng.randint(0, 9)}"),
    ]
    device.noise((yield from device.client(app, app.pid, device.rng.choice(said))))


def babble(device: Device, apps: list[App], until: float, pace: float) -> Actor:
    """Print all kinds of noise at random, until the trace ends."""
    while device.now < until:
        yield device.rng.expovariate(1 / pace)
        kind = device.rng.random()
        if kind < 0.72:
            foreign(device)
        elif kind < 0.86:
            decoy(device)
        elif kind < 0.95 and device.up:
            yield from own_noise(device, device.rng.choice(apps))
        else:
            yield from client_noise(device, device.rng.choice(apps))
