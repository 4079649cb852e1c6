"""From a table of invented messages to the lines of other components that a phone prints all day."""

from __future__ import annotations

import random
from dataclasses import dataclass

POOL = 6000  # different lines: too many for a search to profit from repeated ones


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of line: how often it occurs, who prints it, and its message with `{fields}` that `_Fields` fills."""

    weight: int
    level: str
    domain: str  # with its type letter, upper case as phones print it
    process: str  # "" where phones print none
    tag: str
    message: str


# To add a kind of noise, add a row here. No row may name AVSession or contain one of its codes as a code. Numbers that
# only look like codes are welcome.
ROWS = (
    Row(110, "I", "C03900", "{bundle}", "Ace", "Vsync {big} late {n}"),
    Row(70, "I", "C01406", "render_service", "OHOS::RS", "vsync {big}"),
    Row(60, "I", "C02801", "multimodalinput", "InputKeyFlow", "move {n},{n}"),
    Row(60, "D", "C01800", "samgr", "SAMGR", "SA:{said} idle {n}"),
    Row(90, "I", "C01406", "render_service", "OHOS::RS", "ProcessRenderNode vsyncId:{big} {width}x{width} dirty:{n}"),
    Row(60, "D", "C01406", "render_service", "RSUniRender", "commit done layers={n} cost={ms}us fence=-1 buf:{hex}"),
    Row(55, "I", "C03900", "{bundle}", "Ace", "[(100000:100000:scope)] Frame {big} layout {ms}ms paint {ms}ms"),
    Row(55, "I", "C04213", "foundation", "WMSLayout", "UpdateWindowRect id:{n} rect:[{n} {n} {width} {width}] why:{n}"),
    Row(45, "I", "C02801", "multimodalinput", "InputKeyFlow", "id:{big} keyCode:{n} action:2 device:{n} time:{epoch}"),
    Row(60, "I", "C01800", "samgr", "SAMGR", "CheckSystemAbility SA:{said} callpid:{pid} end, spend {ms}us"),
    Row(50, "W", "C057C0", "{bundle}", "IPCObjectProxy", "SendRequestInner handle:{n} code:{n} waited {ms}ms {hex}"),
    Row(40, "I", "C01120", "foundation", "BMS", "GetBundleInfoV9 -n {bundle} -u 100 flags {n} result 0 uid {uid}"),
    Row(45, "I", "C02B89", "audio_server", "AudioRendererSink", "[RenderFrame:{n}] wrote {big} bytes latency {ms} ms"),
    Row(25, "E", "C02B89", "audio_server", "AudioPolicy", "device lookup gave errCode: 6800301 for type {n}"),
    Row(25, "I", "C02B2B", "media_service", "Player", "0x{hex} AVPlayer code: 5400102 ignored in state {n}, pos {big}"),
    Row(45, "I", "C01650", "distributeddata", "DistributedDB", "[SingleVer][{hex}] sync t={epoch} seq {big}, rows {n}"),
    Row(4, "E", "C01650", "distributeddata", "DistributedDB", "[Communicator] send to {hex} failed:-10{two}, try {n}"),
    Row(40, "I", "C015C0", "softbus_server", "dsoftbus_trans", "session open, sessionId={n}, channel={n}, peer=*{hex}"),
    Row(20, "I", "C01560", "wifi_manager_se", "WifiScan", "scan result {n} aps, rssi -{two}, freq 5{two}0, at {epoch}"),
    Row(20, "W", "C02305", "locator", "Locator", "request {big} of uid {uid} not granted, ret = -10{two}, left {n}"),
    Row(30, "I", "C02C01", "", "PARAM", "SystemReadParam persist.sys.cache.{n} handle {big} result {n}"),
    Row(12, "I", "C03F00", "", "MUSL-LDSO", "dlopen /system/lib64/module/libview_{n}.z.so namespace default done"),
    Row(40, "I", "C02D15", "hiview", "XPower", "event {n} pid {pid} uid {uid} energy {ms}.{two} since {epoch}"),
    Row(25, "I", "C02D10", "hiview", "HiView-XPerf", '{{"scene":"LIST_FLING","pid":{pid},"fps":{n},"t":{epoch}}}'),
    Row(30, "I", "C01B0C", "netmanager", "NetConn", "stats uid={uid} rx={big}{two} tx={big} if=wlan0 bearer=1"),
    Row(12, "W", "C01B0C", "netmanager", "NetHttp", "{bundle} ERR_CONNECTION_RESET on fd {n}, retry in {ms} ms"),
    Row(20, "I", "C01718", "accesstoken_ser", "ATM", "VerifyAccessToken callerToken={big}{two} result 0 in {ms}us"),
    Row(25, "I", "C02F00", "huks_service", "HUKS", "HksIpcGenerateKey enter, user {n}00, result HKS_SUCCESS, {ms}us"),
    Row(35, "I", "A03D00", "{bundle}", "JSAPP", "[Feed] page {n} loaded in {ms} ms, next cursor {epoch}{two}"),
    Row(20, "I", "A03D00", "{bundle}", "JSAPP", 'GET /items -> {{"code":0,"msg":"ok","id":"{epoch}{two}","n":{big}}}'),
    Row(6, "E", "A03D00", "{bundle}", "JSAPP", 'upload failed {{"code":2300028,"order":"20{epoch}{big}"}}'),
    Row(15, "W", "A00F00", "{bundle}", "ImageCache", "evict key {hex}{hex} after {big} ms, kept {n} of {n} entries"),
    Row(12, "I", "C01C00", "sensors", "SensorHdi", "batch [{two}.{two}, -{n}.{two}, {n}.{two}] ts {epoch}{epoch}"),
    Row(12, "I", "C01505", "powermgr", "PowerStateMachine", "timer {n} set {big} ms, screen 1, battery {n} temp {two}"),
)

BUNDLES = (
    "com.example.newsreader", "com.example.weather", "com.example.chat", "com.example.gallery", "com.example.maps",
    "com.example.notes", "com.example.browser.engine", "com.ohos.sceneboard", "com.example.shop",
)  # fmt: skip


class _Fields:
    """The fields of a message, with a random value at each access."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def __getitem__(self, name: str) -> str:
        rng = self._rng
        if name == "hex":
            return f"{rng.getrandbits(40):010x}"
        if name == "bundle":
            return rng.choice(BUNDLES)
        low, high = _RANGES[name]
        return str(rng.randint(low, high))


_RANGES = {
    "n": (0, 99),
    "two": (10, 29),
    "ms": (1, 900),
    "big": (1_000, 5_999_999),  # below every public code
    "pid": (300, 31_000),
    "uid": (20_010_000, 20_020_200),
    "said": (180, 9_000),
    "width": (300, 2_800),
    "epoch": (1_760_000_000, 1_769_999_999),  # seconds; digits like those of 1766012345 begin as a code does
}


def noise_lines(seed: int, count: int = POOL) -> list[bytes]:
    """Return lines without their times, in proportions like those of a device."""
    rng = random.Random(f"noise {seed}")
    fields = _Fields(rng)
    pids: dict[str, int] = {}
    rows = rng.choices(ROWS, [row.weight for row in ROWS], k=count)
    return [_line(row, fields, pids, rng) for row in rows]


def _line(row: Row, fields: _Fields, pids: dict[str, int], rng: random.Random) -> bytes:
    process = row.process.format_map(fields)
    pid = pids.setdefault(process or row.tag, rng.randint(400, 30_000))
    tid = pid + rng.choice((0, 0, *range(1, 60)))
    name = f"{process}/{row.tag}" if process else row.tag
    message = row.message.format_map(fields)
    return f"{pid:5d} {tid:5d} {row.level} {row.domain}/{name}: {message}\n".encode()
