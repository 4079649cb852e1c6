"""The words that reveal nothing private: those of AVSession's texts, of its interfaces, and of programmers' errors.

Every word of a log that is neither here nor in the tables behind this module counts as private: it may be the name of a
song, of a friend or of an unreleased product. To let a word stay, add it to a list here.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ...knowledge.apis import DISTINCT, GENERAL
from ...knowledge.catalog import CATALOG
from ...knowledge.framework.inventory import inventory
from ...knowledge.statements import STATEMENTS
from ...knowledge.statements.messages import MESSAGES

# processes of the platform that take part in playback, and those that most logs are full of
SYSTEM_PROCESSES = frozenset(
    """
    accountmgr appspawn audio_host audio_server av_codec_service av_session avplayer avsession bluetooth_service
    bluetooth_host cast_engine_service castengine_service daudio dhardware distributeddata distributedsched
    distributed_bms dinput dscreen dsoftbus_server edm foundation hidumper_service hilogd hiview init intell_voice
    kernel media_library media_service memmgrservice multimodalinput netmanager netsysnative nwebspawn param_watcher
    pasteboard_service player_server powermgr quick_fix render_service resource_schedule_service sa_main samgr
    screenlock_server security_component_service softbus_server telephony time_service token_sync_service ui_service
    wifi_manager_service
    com.ohos.adminprovisioning com.ohos.amsdialog com.ohos.callui com.ohos.contacts com.ohos.devicemanagerui
    com.ohos.launcher com.ohos.mediacontroller com.ohos.medialibrary.medialibrarydata com.ohos.medialibrary.medialibrary
    com.ohos.notificationdialog com.ohos.permissionmanager com.ohos.sceneboard com.ohos.screenlock
    com.ohos.screenshot com.ohos.settings com.ohos.settingsdata com.ohos.systemui com.ohos.useriam.authwidget
    """.split()  # noqa: SIM905  (a list of words is easier to read and to sort as text)
)

# words that programmers write around an error, besides those of AVSession itself
_PLAIN = """
a again all already also an and any api app application are argument arguments array as async at await back bad be
because been before begin block buffer business businesserror busy but by bytes call callback called can cancel
cancelled cannot catch caught cause change changed channel check class client close closed code codes come complete
config connect connected connection console content context could count create created current data debug denied
deny destroy destroyed detail details device did disconnect do does done down due duplicate duration during each
empty enable end engine enter enum env equal err errcode errinfo errmsg errno error errors event exception execute
exist exists exit expected expired fail failed failing failure false fatal fetch file find finish finished first for
force found frame free from func function get give given go handle handler has have hdr helper host http https
hypium id if ignore illegal in index info init input instance int interface internal interrupt into invalid invoke
ipc is it item items job js json key kit last later leave length level limit line list listener load loaded local
lock log loop main manager max may memory mesage message messages method min missing mode module ms msg must napi
native need network never new next no node none not nothing now null nullptr num number nums object of off offset oh
ok old on once one only open operation option options or other out output over overload own param parameter
parameters params parse pause pending permission pid play player pointer position post prepare process progress
promise property proxy put queue ran read ready reason received record refused register rejected release remote
remove repeat reply request res reset resource response result resume ret retry return returned returns rpc run
running same seek send server service session set setup should signal size skip some stack stage start started
starting state status still stop stopped string stub success support supported sync system tag task test testlog
than that the then there thing this thread throw throws tid time timeout times to token too top true try trying type uid
undefined unexpected unhandled unknown unregister until update url use used user using uv valid value values version
via video view wait was watch when while why will with without work worker write wrong yes yet
"""
# keys of personal values; the values are replaced
_KEYS = (
    "account album artist author composer cookie genre keyword lyric nickname secret song subtitle title track writer"
)
# suffixes of files and processes, and the parts of paths that every device has
_PLACES = (
    "bin cache com cpp dat data ets files gpu haps image jpg js log m3u8 mp3 mp4 ohos png render so temp ts txt zip"
)
_CHINESE = """
失败 错误码 错误代码 错误号 错误 异常码 异常 失败码 报错 出错 返回码 返回值 返回 状态码 状态 代码 原因 设置 获取
创建 销毁 激活 会话 控制器 控制 投播 投屏 播放 暂停 停止 命令 操作 调用 接口 元数据 信息 消息 服务 服务端 设备
连接 超时 权限 参数 无效 不存在 已存在 为空 成功 重试 开始 结束 发送 接收 次数 请求 响应 网络 音频 视频 应用
后台 前台 监听 回调 注册 为 是 的 了 被 未 不
"""
CHINESE_WORDS = tuple(sorted(_CHINESE.split(), key=len, reverse=True))

_LONGEST = 80  # letters of a name in a program
_WORD = re.compile(r"[A-Za-z_]\w+", re.ASCII)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# parts of a pattern that are not words: names of groups, classes, escapes, counts
_NO_WORDS = re.compile(r"\(\?P<\w+>|\(\?[a-zA-Z]\)|\[[^\]]*\]|\\.|\{[\d,]*\}")


@cache
def _words() -> frozenset[str]:
    """Return all words that may stay, in lower case."""
    texts = [_PLAIN, _KEYS, _PLACES, *DISTINCT, *GENERAL, *(message.example for message in MESSAGES)]
    for row in STATEMENTS:
        texts += [_NO_WORDS.sub(" ", row.full_pattern), row.needle, *row.functions, _function(row.example)]
    for entry in CATALOG:
        texts += [entry.symbol or "", entry.message]
    texts += [native.symbol for native in CATALOG.natives()]
    texts += inventory().files()
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text) if "." not in word)


@cache
def _parts() -> frozenset[str]:
    """Return the parts of those words, in lower case: `on`, `player` and `error`."""
    texts = [*DISTINCT, *GENERAL, *(message.example for message in MESSAGES)]
    for row in STATEMENTS:
        texts += [_NO_WORDS.sub(" ", row.full_pattern), *row.functions, _function(row.example)]
    found = (part.lower() for text in texts for word in _WORD.findall(text) for part in _PART.findall(word))
    return _words() | frozenset(part for part in found if not part.isdigit())


def _function(example: str) -> str:
    """Return the function that prints a statement; the rest of its example holds made-up names."""
    return example.partition("]")[0] if example.startswith("[") else ""


def is_known(word: str) -> bool:
    """Tell whether a word may stay."""
    return _is_known(word) if len(word) < _LONGEST else False


@lru_cache(maxsize=4096)
def _is_known(word: str) -> bool:
    if word.lower() in _words():
        return True
    parts = [part for piece in word.split("_") for part in _PART.findall(piece)]
    return len(parts) > 1 and "".join(parts) == word.replace("_", "") and all(map(_is_part, parts))


def _is_part(part: str) -> bool:
    return len(part) <= 3 if part.isdigit() else part.lower() in _parts()
