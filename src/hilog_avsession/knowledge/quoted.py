"""Tell where a text only quotes a code: nothing fails there, or what failed has been told before.

Applications print codes in retries, in reports of what failed earlier, in tables and in conditions. To add a way to do
so, put one `Quote` into QUOTES; `table-key` is the simplest to imitate. A test tries the examples and decoys of each.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ..model.patterns import LazyPattern, lazy

_CODE = r"(?<![0-9A-Za-z.])(?P<code>66[01]\d{4})(?!\d)"
_MARK = r"[\s:=,\"'`(\[{：＝（【“]{0,3}"
# the words before a number that call it a code, with what they are joined by
_WORD = (
    r"(?:(?:av ?session |business ?)?(?:[A-Za-z]*err(?:or)?s?|e|exceptions?|failures?|result|ret)?[._ ]?(?:codes?|no)?"
    r"|错误码|错误代码|错误|异常|报错)"
)
_IS = r"(?:\s?(?:is|was|equals|===?|为|是|等于)\s?)?"
_EQUALS = r"\s?(?:(?:is|equals|===?|为|是|等于)\s?)?"
_NAMED = rf"{_WORD}{_IS}{_MARK}{_CODE}"
_SUCCESS = r"(?:succe(?:ss|eded|eds|ssful(?:ly)?)|\bok\b|works? again|成功|已恢复)"
_GAP = r"(?:(?!fail|unable|cannot|could not|but |失败|但)[^;；。])"  # anything but a failure of its own
_GAP_OF_CLAUSE = r"(?:(?!fail|but |失败|但)[^,;，；。])"
_ENDED = (
    r"(?:is|was|has been|has|now) gone\b|(?:(?:is|was|has been|now) )?(?:fixed|resolved|cleared|recovered)\b"
    r"|(?:does|did|is|was|has)(?: not|n't) (?:been )?(?:occur|happen|appear|seen|come back|reproduc)"
    r"|no longer\b|not any ?more|已?(?:不再|未再|消失|修复|解决|恢复)"
)


class Quote(NamedTuple):
    """A way to quote a code."""

    name: str  # kebab case
    pattern: LazyPattern  # `code` is the number that is quoted
    example: str
    decoy: str
    told: bool = False  # it tells of a failure: one that counts, unless the process has stated it before


QUOTES = (
    Quote(
        "negated",
        lazy(
            rf"\b(?:no|without(?: any| an?)?|never(?: got| saw| seen)?|not an?|free of|zero)\s"
            rf"(?:(?:more|further|other|new|such|single|any) ){{0,2}}{_NAMED}",
            re.IGNORECASE,
        ),
        "card is up again, no more error 6600102",
        "the card is not up, error 6600102",
    ),
    Quote(
        "negated-in-chinese",
        lazy(rf"(?:没有|没|未|不再|未再)(?:再)?(?:出现|发生|收到|返回|遇到|报)?过?\s?{_NAMED}", re.IGNORECASE),
        "本次未出现错误码 6600102",
        "会话未激活，错误码 6600106",
    ),
    Quote(
        "ended",
        lazy(rf"{_NAMED}[\"'）)】\]]?\s?[(（]?(?:{_ENDED})", re.IGNORECASE),
        "error 6600102 no longer occurs",
        "error 6600103: the controller is gone",
    ),
    Quote(
        "recovered",
        lazy(
            rf"(?<!be )(?<!not )(?:recover(?:ed|y)|restored|resumed|healed|恢复)[^,;，；。]{{0,20}}?"
            rf"(?:from|after|自|从)\s?(?:the |an? )?{_NAMED}",
            re.IGNORECASE,
        ),
        "player recovered from error 6600102",
        "could not be recovered, error 6600102",
    ),
    Quote(
        "success-after",
        lazy(
            rf"{_SUCCESS}{_GAP_OF_CLAUSE}{{0,40}}?[,，]?\s?(?:\b(?:after|despite|earlier|previous|last|past|former)\b|之前|上次)"
            rf"{_GAP_OF_CLAUSE}{{0,24}}?{_CODE}",
            re.IGNORECASE,
        ),
        "new session is ok after an earlier error 6600101",
        "play failed after success of create, code 6600101",
    ),
    Quote(
        "after-which-success",
        lazy(
            rf"\b(?:after|despite)\s(?:an? |the |earlier |previous |first ){{0,2}}{_NAMED}"
            rf"{_GAP_OF_CLAUSE}{{0,20}}?{_SUCCESS}",
            re.IGNORECASE,
        ),
        "retry after code 6600101 succeeded",
        "retry after 3 s failed, code 6600101, success of others",
    ),
    Quote(
        "condition",
        lazy(
            rf"(?:\b(?:if|when(?:ever)?|unless|in case(?: of)?|handlers?(?: \w+)? for|retryable|ignorable"
            rf"|(?:will|would|should|can|may|only) (?:only )?(?:retry|retries|recreate)(?: only)? (?:on|for|after))"
            rf"|如果|若|当)\s?\(?(?:the |an? )?{_WORD}{_EQUALS}{_CODE}",
            re.IGNORECASE,
        ),
        "a new session is made if error.code === 6600102",
        "setAVPlaybackState failed when playing began, code: 6600101",
    ),
    Quote(
        "table-key",
        lazy(rf"(?P<mark>[\"'])?{_CODE}(?(mark)[\"']\s?:|\s?=(?![=>]))"),
        '{"6600101":"service away","6600102":"session away"}',
        '{"code":6600101,"text":"service away"}',
    ),
    Quote(
        "in-address",
        lazy(rf"://[^\s\"'<>，。)）]*?{_CODE}", re.IGNORECASE),
        "error page https://help.example.com/e?code=6600101 opened",
        "https://help.example.com/e opened, code=6600101",
    ),
    Quote(
        "earlier",
        lazy(
            rf"(?:\b(?:previous|prev|earlier|prior|former|last)[\s_]?(?:known )?"
            rf"(?:attempt|try|error|err|code|exception|failure|result)"
            rf"|(?:上次|上一次|之前|此前|先前|前一次)的?(?:调用|尝试|操作|请求)?的?(?:错误|异常|失败|报错))[^,;，；。]{{0,40}}?{_CODE}",
            re.IGNORECASE,
        ),
        "try 2 of 3, previous error code: 6600101",
        "the step to the previous track failed: 6600105",
        told=True,
    ),
    Quote(
        "retry-because",
        lazy(
            rf"(?:\b(?:retr(?:y|ies|ying)|re-?creat\w*|try(?:ing)? (?:it )?again|reconnect\w*|reset\w*)\b"
            rf"|重试|再试|重建|重新创建){_GAP}{{0,60}}?"
            rf"(?:\b(?:after|because of|due to|on|upon|following|for)\b|因为?|由于)\s?(?:the |an? )?{_NAMED}",
            re.IGNORECASE,
        ),
        "retrying setAVMetadata after error 6600102 (1/3)",
        "retry 2 of setAVMetadata failed after 3 s: 6600102",
        told=True,
    ),
    Quote(
        "passed-on",
        lazy(
            rf"(?:\b(?:report(?:ed|ing|Event)?|upload(?:ed|ing)?|telemetry|analytics|statistics?|trackEvent"
            rf"|toast|dialog|alert)\b|埋点|上报|统计|弹窗|提示框){_GAP}{{0,60}}?{_CODE}",
            re.IGNORECASE,
        ),
        'reportEvent {"event":"player_error","code":6600102}',
        "the report could not be made: code 6600102",
        told=True,
    ),
)  # fmt: skip
MOST_CODES = 3  # so many different codes in one text are a list
_LISTED = lazy(rf"{_CODE}\s?(?:[/|、]|,\s?|，|(?:or|and)\s|[或和])\s?(?=(?P<next>66[01]\d{{4}})(?!\d))", re.IGNORECASE)


_ANY = lazy(_CODE)
_FAILED = lazy(r"\bfail(?:ed|ure|s)?\b|\breject(?:ed)?\b|\bthr(?:ew|own)\b|失败|报错", re.IGNORECASE)
_DIGITS = 7  # of a code


# a symbol and its number in a table of symbols: indented, or followed by the next one
_SYMBOL_ROW = lazy(rf"(?:\s+|(?=.*,\s*$))[\"']?ERR_CODE_\w+[\"']?\s?[:=]\s?[\"']?{_CODE}[\"']?,?\s*$")
# a code and its words in a table of codes: at most two words stand before the code
_ROW = lazy(rf"\W{{0,6}}(?:[A-Za-z_]\w{{0,60}}\W{{1,4}}|[^\W\d]{{1,6}}[：:\s]?){{0,2}}{_CODE}", re.IGNORECASE)


def is_row_of_symbols(text: str) -> bool:
    """Tell whether a text is one row of a table of symbols: `  ERR_CODE_SERVICE_EXCEPTION: 6600101,`."""
    return _SYMBOL_ROW.match(text) is not None


def is_row(text: str) -> bool:
    """Tell whether a text may be one row of a table of codes, if others like it stand around it."""
    return _ROW.match(text) is not None and _FAILED.search(text) is None


class Unquoted(NamedTuple):
    """A text in which numbers that no pattern looks for stand in the place of quoted codes."""

    text: str  # without the codes at which nothing fails
    stated: str  # also without those that tell of a failure that the process may have stated before


def unquoted(text: str) -> Unquoted:
    """Return a text without the codes that it only quotes."""
    if "660" not in text and "661" not in text:
        return Unquoted(text, text)
    nothing, told = _listed_in(text), set[int]()
    for quote in QUOTES:
        (told if quote.told else nothing).update(match.start("code") for match in quote.pattern.finditer(text))
    return Unquoted(_without(text, nothing), _without(text, nothing | told))


def _listed_in(text: str) -> set[int]:
    """Return the places of codes in a list: of many, or of two that nothing but a comma or a word joins."""
    places = {match.start("code"): match["code"] for match in _ANY.finditer(text)}
    codes = len(set(places.values()))
    if codes >= MOST_CODES and len(_FAILED.findall(text)) < codes:
        return set(places)
    found = set[int]()
    for match in _LISTED.finditer(text):
        if match["code"] != match["next"]:
            found |= {match.start("code"), match.start("next")}
    return found


def _without(text: str, places: Collection[int]) -> str:
    for place in places:
        text = text[:place] + "7" * _DIGITS + text[place + _DIGITS :]
    return text
