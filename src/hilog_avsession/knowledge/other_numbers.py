"""Numbers that stand where a code may stand and are none: the number of a thing, a count, a code of something else."""

from __future__ import annotations

import re

from ..model.patterns import lazy
from .apis import names_avsession

# after the name of a thing or a preposition, a bare number is no error, whatever else the line says
_THING_BEFORE = lazy(
    r"(?:(?<![A-Za-z])(?:song|track|album|artist|playlist|lyric|cover|image|picture|item|room|order|user|account|phone"
    r"|mobile|tel|contact|hash|ticket|uid|pid|tid|of|to|from|for|after|before|since|until|by|about|than|over|on|in)"
    r"|歌曲|歌单|专辑|歌手|歌词|封面|图片|用户|账号|手机|手机号|电话|号码|订单|房间|第|共|约|到|从)\s?[:：,，=#]?\s*$",
    re.IGNORECASE,
)
# right before an error that was met: `_THING_BEFORE` sees only the last word of these, as in `up to`
_MET = ("遇到", "收到", "得到", "捕获到", "due to ", "because of ")
# right before a plain `code`: it is that of something else, `zip code 6600101`
_OTHER_CODE = lazy(
    r"(?<![A-Za-z])(?:zip|postal|post|area|version|qr|request|req|bar|country|product|promo|invit\w{2,6}|verif\w{1,8}|sms|auth|key|colou?r"
    r"|char|room|order|pick ?up|source|discount|coupon|tracking|serial|dial|data|op|type|event|msg)[ -]$",
    re.IGNORECASE,
)
# right before a number: the name of another value, `position: 6600101`
_OTHER_KEY = lazy(
    r"(?:\b(?:\w*id|pos(?:ition)?|offset|size|len(?:gth)?|count|times?|at|duration|index|no|num(?:ber)?|seq|bytes"
    r"|progress|elapsed|total|value|key|version|port|address|\w+\.(?:ets|tsx?|jsx?|cj|c|cc|cpp|h|hpp|kt|java|dart)&?)|id|次数|位置|时长|大小|进度|编号|序号|数量|时间)\s*$",
    re.IGNORECASE,
)
# a call whose argument is a number: `onSeek(6600101)`, `skipToQueueItem: 6600102`
_TAKES_A_NUMBER = lazy(
    r"(?:seek(?:ing)?(?:[ _]?to)?|skip[ _]?to[ _]?(?:queue[ _]?)?item|play[ _]?from[ _]?asset[ _]?id"
    r"|toggle[ _]?favorite|prepare(?=\())(?:sync)?\s?(?:[(:：=]|[-=]>|→)?\s?$",
    re.IGNORECASE,
)
_JOINT = " \t:：=#"  # between a key and its value
_REACH = 80  # characters before a number: what stands farther away does not matter
# `Failed to load song: 6600101` names the song; what an application gives to a call of AVSession or plays has no number
# of its own there: `Failed to set the cover: 6600101`, `Failed to find the session of user: 6600102`
_THING_ASKED_FOR = lazy(
    r"^(?!\W*(?:to )?(?:set|updat|refresh|publish|push|sync|show|send|cast|project|report|put|switch|skip|play|pause"
    r"|resume|start|stop|activat|creat|mak|prepar|get (?:the )?(?:current|queue)))"
    r"\W*(?:(?!av_?session|session|controller)[a-z]+\s){1,4}(?:song|track|album|artist|playlist|cover|image|picture"
    r"|photo|item|resource|file|video|film|movie|episode|chapter|podcast|audio|book|channel|station|comment|product|order|user|account|contact|record|article"
    r"|asset|page|room|message|lyrics?)s?\s*$"
    r"|[,，;；的]\s?(?:歌曲|曲目|歌单|专辑|歌手|图片|资源|视频|音频|文件|章节|节目|订单|用户|房间)\s*$",
    re.IGNORECASE,
)
# whatever interface a line names, what a transfer ended with is a code of HTTP: `setAVMetadata image http status: 401`
_OF_TRANSFER = lazy(
    r"(?:(?<![A-Za-z])(?:https?(?!:)|response|request|(?:down|up)load(?:ed|ing)?|fetch(?:ed|ing)?|server|log ?in)"
    r"(?![A-Za-z])|下载|上传|请求|响应|服务器)[^,;，；。]{0,40}$",
    re.IGNORECASE,
)


def names_something_else(text: str, match: re.Match[str]) -> bool:
    """Tell whether the words before the number name another value: `zip code`, `Failed to load song:`."""
    groups = match.groupdict()
    if groups.get("plain"):
        return _OTHER_CODE.search(just_before(text, match.start("plain"))) is not None
    if groups.get("named") is not None:
        before = just_before(text, match.start("code"))
        return is_of_thing(before) and not before.endswith(_MET)
    gap = groups.get("gap")
    return gap is not None and (_OTHER_KEY.search(gap) or _THING_ASKED_FOR.search(gap)) is not None


def is_of_transfer(text: str, match: re.Match[str]) -> bool:
    """Tell whether words of a transfer stand before a number, behind all interfaces that the text names there."""
    before = just_before(text, match.start("code"))
    transfer = _OF_TRANSFER.search(before)
    return transfer is not None and not names_avsession(before[transfer.start() :])


def just_before(text: str, end: int) -> str:
    """Return as much of the text right before a place as can matter."""
    return text[max(end - _REACH, 0) : end]


def is_of_thing(before: str) -> bool:
    """Tell whether the words right before a bare number say what else it is: `song(6600101)`, `assetId 6600101`."""
    return (_OTHER_KEY.search(before.rstrip(_JOINT)) or _THING_BEFORE.search(before)) is not None


def is_argument(before: str) -> bool:
    """Tell whether the call right before a bare number takes a number: `onSeek(6600101)`."""
    return _TAKES_A_NUMBER.search(before) is not None
