"""Codes that no word calls so: bare numbers beside a call, in brackets, or with the words that the code stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model.patterns import LazyPattern, lazy
from .apis import MENTION, NAMES, WELL
from .catalog import UNKNOWN_CATEGORY, Catalog
from .documented import says_what_it_means
from .other_numbers import is_argument, is_of_thing, just_before

PUBLIC = r"(?P<code>66[01]\d{4})"
NEAR_API = r"(?P<code>201|202|401|801|540010[1-6])"  # universal and media codes: only near an interface
TEMPLATE_CODE = r"(?P<code>350000(?:0[1-9]|1[0-2]))"
# after the number: not more digits, a decimal, a file name, a unit or a count
RIGHT = (
    r"(?![0-9A-Fa-f_]|[./]\w|-\d|\s?(?:ms|us|ns|s|bytes?|[kmg]?b|px|fps|hz|times(?!\s+out)"
    r"|items|rows|records|lines|files|songs|tracks|entries|elements|devices|sessions|descriptors|controllers"
    r"|commands)\b"
    r"|\s?(?:[%个条行秒]|次(?!数)|毫秒|字节))"
)
FAILURE = lazy(r"fail|err(?:or)?\b|exception|unable|cannot|can't|reject|失败|错误|异常|报错|出错", re.IGNORECASE)
# a bare number, right after an interface, an arrow or a bracket
BARE = lazy(rf"(?<![0-9A-Za-z.+_#/-]){PUBLIC}{RIGHT}", re.IGNORECASE)
BARE_TEMPLATE_CODE = lazy(rf"(?<![0-9A-Za-z.+_#/-]){TEMPLATE_CODE}{RIGHT}", re.IGNORECASE)
_BARE_AFTER = lazy(
    rf"(?:{MENTION.pattern}[\w.]*(?:\(\))?[\"'\])]?(?:\s(?:got|gets|gives|met|(?:exited|ended|finished) with))?"
    r"|[-=]>|→|[❌✗✘❗⚠]\ufe0f?|[\[(（【])\s*[:：,，;|=]?\s*[\"']?$",
    re.IGNORECASE,
)
# or where an interface follows: `6600101 from createAVSession`
_BARE_BEFORE = lazy(rf"\s(?:(?:returned|thrown|given) )?(?:from|by)\s(?:the )?{MENTION.pattern}", re.IGNORECASE)
# or which begins the line in front of an interface: `6600101 createAVSession failed`
_BARE_FIRST = lazy(rf"[\[(]?{PUBLIC}[\])]?\s?[:：,|-]?\s?{MENTION.pattern}", re.IGNORECASE)
# or in front of words of AVSession that tell of a failure: `[6600101]创建会话失败`
_IN_FRONT = lazy(rf"\W{{0,2}}[\[(（【]?{PUBLIC}(?:[\])）】]\s?[:：,，|-]?|\s?[:：,，|])\s?")
_OF_AVSESSION = lazy(r"(?<![A-Za-z])(?:av_?|cast_?)?session|会话|播控|投播|控制器|元数据|播放状态", re.IGNORECASE)
_WENT_WELL = lazy(rf"\b(?:{WELL}|begins?|starts?|enter)\b|成功|完成", re.I)
# right behind a number: it is that of what went well, `AVSession(6600101) activated`
_WENT_WELL_HERE = lazy(
    r"[\])）】\"']?\s?"
    rf"(?:(?:is |was |has been )?(?:{WELL}|(?:de)?activ(?:e|ated)"
    r"|created|released|destroyed|ready)\b|[创建激活设置连接]{0,4}(?:成功|完成))",
    re.IGNORECASE,
)
# in a line that is about AVSession but names no interface, a bare number is an error right after these words:
# `AVSession activate 6600106`, `avSession 桌面歌词不支持 6600111`
_CALL_BEFORE = lazy(
    r"(?:av[ _-]?session|avmusictemplate(?:controller)?"
    r"|create|activate|init(?:ialize)?|cast(?:ing)?|prepare|destroy|release|register|command"
    r"|on ?error|unsupported|not supported|timed? ?out|denied|refused|rejected"
    r"|创建|激活|初始化|销毁|释放|注册|投播|控制|不支持|未启用|未激活|不存在|超时|过多|拒绝|断开)"
    r"(?:\(\))?\s?(?:[:：,，]|[-=]>|→)?\s?$",
    re.IGNORECASE,
)
# an error callback, perhaps with its name
_ERROR_CALLBACK_BEFORE = lazy(r"error ?callback(?:\W+[A-Za-z]\w*)?\s?[:：,，]?\s?$", re.IGNORECASE)
_WORD_BEFORE = lazy(r"[^\W\d_]\s?[:：,，]?\s?$")
_CLAUSE_END = r"[,;，；。]"
_BRACKET_BEFORE = lazy(r"[\s:：=]*[\[(（【]\s*$")


def bare_numbers(text: str, expected: int | None, catalog: Catalog) -> Iterator[int]:
    """Yield the bare numbers of a text that names an interface; `expected`: the code of its run-time message."""
    for match in BARE.finditer(text):
        code = int(match["code"])
        if code == expected or (_is_result(text, match) and is_known(code, catalog)):
            yield code


def _is_result(text: str, number: re.Match[str]) -> bool:
    """Tell whether a bare number stands where the result of a call does, and nothing says that the call went well."""
    before = just_before(text, number.start("code"))
    is_first = len(before) < 2
    if _WENT_WELL_HERE.match(text, number.end("code")) or (is_first and _WENT_WELL.search(text)):
        return False
    if _BARE_AFTER.search(before) and not is_argument(before):
        return True
    return bool(_BARE_BEFORE.match(text, number.end("code")) or (is_first and _BARE_FIRST.match(text)))


def numbers_beside_their_words(text: str, catalog: Catalog) -> Iterator[int]:
    """Yield the bare numbers of a text that also has their words: `The session does not exist (6600102)`."""
    codes = (int(match["code"]) for match in BARE.finditer(text))
    yield from (code for code in codes if says_what_it_means(text, code, catalog))


def number_in_front(text: str, catalog: Catalog) -> Iterator[int]:
    """Yield the number that a text begins with, if a failure of AVSession or one of its interfaces follows."""
    match = _IN_FRONT.match(text)
    if match is None or not is_known(int(match["code"]), catalog):
        return
    rest = text[match.end() :]
    fails = FAILURE.search(rest) is not None and _OF_AVSESSION.search(rest) is not None
    if fails or (NAMES.match(rest) and not _WENT_WELL.search(rest)):
        yield int(match["code"])


def numbers_of_calls(text: str, pattern: LazyPattern, catalog: Catalog) -> Iterator[int]:
    """Yield the bare numbers of a line about AVSession that stand where the error of a call does.

    `pattern` finds the numbers: `BARE` or `BARE_TEMPLATE_CODE`.
    """
    for match in pattern.finditer(text):
        is_code = _is_error_of_call(just_before(text, match.start("code")), text[match.end("code") :])
        if is_code and is_known(int(match["code"]), catalog):
            yield int(match["code"])


def _is_error_of_call(before: str, after: str) -> bool:
    """Tell whether a bare number stands in brackets, after a call or its outcome, or beside words of a failure."""
    if _WENT_WELL_HERE.match(after):
        return False
    if _ERROR_CALLBACK_BEFORE.search(before):
        return True
    bracket = _BRACKET_BEFORE.search(before)
    outside = before[: bracket.start()] if bracket else before
    if is_of_thing(outside) or is_argument(before):
        return False
    if bracket or _CALL_BEFORE.search(before):
        return True
    clause = re.split(_CLAUSE_END, before)[-1]
    fails = FAILURE.search(clause) or FAILURE.search(after)
    return fails is not None and _WORD_BEFORE.search(before) is not None


def is_known(code: int, catalog: Catalog) -> bool:
    """Tell whether the catalogue holds a code."""
    return catalog.category(code) != UNKNOWN_CATEGORY
