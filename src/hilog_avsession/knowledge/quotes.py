"""The ways in which a text only quotes a code: nothing fails there, or what failed has been told before.

Applications print codes in retries, in reports of what failed earlier, in tables and in conditions. To add a way to do
so, put one `Quote` into QUOTES; `table-key` is the simplest to imitate. A test tries the examples and decoys of each.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..model.patterns import LazyPattern, lazy
from .apis import NAMES

PUBLIC_CODE = r"(?<![0-9A-Za-z.])(?P<code>66[01]\d{4})(?!\d)"  # of AVSession, with nothing glued to it
_ANY_NUMBER = r"66[01]\d{4}|(?<!-)(?:350000\d\d|540010\d|20[12]|[48]01)|-10\d\d"
_NUMBER = rf"(?<![0-9A-Za-z.])(?P<code>{_ANY_NUMBER})(?!\d)"
CODE = rf"(?<![0-9A-Za-z.])(?P<code>(?:{_ANY_NUMBER})(?!\d)|\b(?:ERR_CODE|AV_SESSION_ERR)_[A-Z_]+)"
_MARK = r"[\s:=,\"'`(\[{：＝（【“]{0,3}"
# the words before a number that call it a code, with what they are joined by
_WORD = (
    r"(?:(?:(?<![A-Za-z])av ?session |business ?)?"
    r"(?:(?:(?<![A-Za-z])[A-Za-z]*err(?:or)?s?|e|exceptions?|failures?|result|ret)(?: (?:with|of))?)?"
    r"[._ ]?(?:codes?|no)?"
    r"|错误码|错误代码|错误|异常|报错)"
)
_IS = r"(?:\s?(?:is|was|equals|===?|为|是|等于)\s?)?"
_EQUALS = r"\s?(?:(?:is|equals|===?|为|是|等于)\s?)?"
_KEY = r"(?:(?:err(?:or)?[_ ]?)?code[\"']?\s?[:=]\s?[\"']?)?"  # of an error that is printed as an object
_NAMED = rf"{_WORD}{_IS}{_MARK}{_KEY}{CODE}"
_SUCCESS = r"(?:succe(?:ss|eded|eds|ssful(?:ly)?)|\bok\b|works? again|成功|已恢复)"
# anything but a failure of its own, the end of a sentence or what came of it
_OTHER = r"\n|[.!?]\s|[-=]>|→|\b(?:ok|done|sent|shown|handled|closed|succe)|成功|完成"
# words without a failure of their own; the name of an event, such as `card_fail`, is none
_GAP = rf"(?:(?!(?<!_)fail|unable|cannot|could not|but |失败|但|{_OTHER})[^;；。])"
_GAP_OF_CLAUSE = r"(?:(?!fail|but |失败|但)[^,;，；。])"
_ENDED = (
    r"(?:is|was|has been|has|now) gone\b(?! (?:up|on|in|to|out|through)\b)"
    r"|(?:is|was|has been|now) (?:fixed|(?:re)?solved|cleared|recovered)\b"
    # not with an object: `error 6600101 cleared the queue`
    r"|(?:fixed|(?:re)?solved|cleared|recovered)\b(?=\W*$|\s?[,;.)，；。）]|\s(?:by|with|after|in|since|now)\b)"
    r"|(?:(?:(?:does|did|is|was|has) )?not|(?:does|did|is|was|has)n't) (?:been )?"
    r"(?:occur|happen|appear|seen|come back|reproduc)"
    r"|no longer\b|not any ?more|已?(?:不再|未再|消失|修复|解决|恢复)"
)
_IN_BETWEEN = r"[\"'）)】\]]?(?:\s?(?:error|错误|异常|问题))?\s?[(（]?"  # from a code to what became of it
_MEANS = r"means?\b|stands? for\b|的?含义|表示|意味着|代表"
_HAPPENED = r"(?:occurred|happened|appeared|arrived|came|was|were|returned|hit|struck)\b"

# a call that fails, said of it in the clause of the code: then the code is its own, whatever else the clause says
FAILS = lazy(
    r"(?<!not )(?<!n't )(?<!never )(?<!longer )\b(?:fail(?:ed|s|ing)?|threw|thrown|reject(?:ed|s)|unable|could not"
    r"|cannot|occurred|happened)\b|(?<!未)(?<!没有)(?:失败|(?<!上)报错|出错(?!误)|(?<!重新)(?<!继续)(?<!向上)抛出)",
    re.IGNORECASE,
)
# what an application does with an error that it has met
_DOES = (
    r"(?:(?<!-)\b(?:re-?throw(?:s|n|ing)?|ignor(?:e|es|ed|ing)|swallow(?:s|ed|ing)?|suppress(?:es|ed|ing)?"
    r"|skip(?:s|ped|ping)?|propagat(?:e|es|ed|ing)|notif(?:y|ied|ying)(?: \w+)?[: ]|forward(?:s|ed|ing)"
    r"|logged|recorded|saved|stored|cached|counted|mapp(?:ed|ing)|convert(?:ed|ing)|translat(?:ed|ing)"
    r"|handl(?:ed|ing)(?!\W{0,2}[:=\])])"
    r"|(?:dialog|toast|banner|notification)(?: (?:was|is))? (?:shown|opened|displayed) (?:for|about|on|with)"
    r"|(?:send|sent|return|pass|hand|deliver)(?:s|ed|ing)?"
    r"(?= (?:the )?(?:\w+ )?(?:error|code)[ :=]{1,2}\S{1,40} to\b))"
    r"|(?:(?<![^\n])|(?<=[\])】:：] ))(?:record|log|save|track)(?:s|ing)?(?= (?:\w+ )?err)"
    r"|忽略|吞掉|屏蔽|跳过|(?:重新|继续|向上)抛出|已?(?:记录|处理)|转换|映射|通知|透传|回传|回调(?=给|上层|业务|前端))"
    r"(?:了|掉|给)?(?:该|此|本次|这个|上层|业务层?|前端)?"
)
_TRIES_AGAIN = (
    r"(?:\b(?:will (?:be )?retr(?:y|ied)|retrying|retry (?:in|after) \d+ ?m?s(?:econds?)?|retry (?:scheduled|later)"
    r"|try(?:ing)? (?:it )?again (?:in|later)|giv(?:e|es|ing) up|gave up)\b"
    r"|放弃|(?:稍后|秒后|即将|准备|将|正在|自动)再?重试|重试中)"
)
_BEHIND = r"[\"'）)】\]}]{0,3}\s?(?:[,，;；。.:：(（]|[-=]>|→|-\s)?\s?"
# what comes next, said right behind an error; `retry=2` and `retry 2` only count
_THEN = (
    r"(?:(?:(?:we|i|it|so|then|now|will|shall|let's|going|to|be)\s){0,4}"
    r"(?:retry(?:ing)?\b(?!\s?[=:#(\d]| ?(?:count|limit|times|no))|retried|try(?:ing)? (?:it )?again|re-?creat(?:e|ing)"
    r"|reconnect(?:ing)?|fall(?:ing|s)? ?back|giv(?:e|ing) up|ignor(?:e|ed|ing)|swallow(?:ed|ing)|skip(?:ped|ping)?"
    r"|suppress(?:ed|ing)|handled|rethrow(?:n|ing)?)\b"
    r"|(?:(?:is|was|has|been|already)\s){1,3}(?:handled|ignored|reported|swallowed|logged|retried|rethrown)\b"
    r"|(?:mapped|converted|translated) to\b|(?:saved|stored|recorded|logged)\b|show(?:s|ing|n)?\b(?! (?:up|that)\b)"
    r"|(?:已经?|将|会|准备|稍后|即将|正在|开始|自动|\d{1,5}\s?(?:秒|s|ms|毫秒)后?){0,3}"
    r"(?:重试(?!次数)|再试|重新创建|重建|忽略|跳过|放弃|降级|吞掉)|已经?(?:处理|上报|记录)"
    r"|(?:(?:can|may) be ignored|is (?:harmless|expected|normal|fine))\b|可以?忽略|不影响|[属是]正常)"
)
# what is played, and what its metadata hold
_PLAYED = (
    r"(?:(?<![A-Za-z])(?:sub_?title|title|song|track|album|artist|author|writer|composer|lyrics?|singer|episode|podcast"
    r"|playing)(?:[ _]?(?:name|title|text))?|标题|歌名|歌曲名?|曲目|专辑名?|歌手|歌词|作者|播放|节目)"
)
_TITLE = rf"(?:{_PLAYED}\\?[\"']?\s?[:=：]?\s?\\?[\"'“「『]|《)"
_OF_TITLE = r"[^\"'“”「」『』《》\n]{1,160}"
# a call that hands on whatever an application gives it
_SENDS = (
    r"(?<![A-Za-z])(?:(?:dispatch_?|on_?)?session_?event(?:_?dispatched)?"
    r"|(?:send|on)_?(?:common_?command|custom_?data)|set_?extras)"
)
_SENT = (
    r"(?<!not )(?<!not be )(?<!n't )(?<![未不没])"
    r"(?:\b(?:sent|received|done|ok|succeeded|success(?:ful(?:ly)?)?)\b|成功|完成)"
)
_HANDED = r"(?:extras?|(?:(?:event|command)_?)?(?:args?|arguments)|(?:av_?)?meta_?data|custom_?data)"
# a field with what is handed on; not the words before an error: `Failed to set extras: {"code":6600101}`
_FIELD = (
    rf"(?:(?<![A-Za-z]){_HANDED}\s?=|[\"']{_HANDED}\\?[\"']\s?:|[{{(,]\s?{_HANDED}\s?:"
    r"|(?<![A-Za-z])(?:on_?)?(?:session_?)?extras?[ _]?(?:changed?|updated?|received)\s?[:=(]?)\s?[\"']?\{"
)
_CALL = rf"{_SENDS}\s?\((?:\s?[\"'][\w.-]{{1,60}}[\"']\s?,)?\s?\{{"
_INSIDE = r"(?:[^{}\n]|\{[^{}\n]{0,200}\}){0,200}"  # braces
_NEAR = r"(?:(?!(?<!_)(?:fail|err(?!or_|_)|exception)|失败|错误|异常|报错|出错)[^{},;，；。\n]){0,40}"


class Quote(NamedTuple):
    """A way to quote a code."""

    name: str  # kebab case
    pattern: LazyPattern  # `code` is the number that is quoted, or `part` a part of the text that quotes all in it
    example: str
    decoy: str
    told: bool = False  # it tells of a failure: one that counts, unless the process has stated it before
    needs: LazyPattern = lazy("")  # what every such text holds, where looking for it is much quicker than the pattern
    not_behind: LazyPattern | None = None  # what the text shortly before the code may not hold


QUOTES = (
    Quote(
        "negated",
        lazy(
            rf"\b(?:no|without(?: any| an?)?|not an?|free of|zero"
            rf"|never(?: (?:got|saw|seen|met|failed with|returned|threw|gave))?"
            rf"|(?:(?:did|do|does|has|have|was|were) ?)?(?:not|n't) "
            rf"(?:see|seen|get|got|met|fail(?:ed)? with|return(?:ed)?|throw|give))\s"
            rf"(?:(?:an|more|further|other|new|such|single|any) ){{0,2}}{_NAMED}",
            re.IGNORECASE,
        ),
        "card is up again, no more error 6600102",
        "the card is not up, error 6600102",
    ),
    Quote(
        "negated-in-chinese",
        lazy(
            rf"(?:没有|没|未|无|不再|未再|不会)(?:再)?(?:出现|发生|发现|看到|收到|返回|遇到|报)?过?\s?{_NAMED}",
            re.IGNORECASE,
        ),
        "本次未出现错误码 6600102",
        "会话未激活，错误码 6600106",
    ),
    Quote(
        "ended",
        lazy(rf"{_NAMED}{_IN_BETWEEN}(?:{_ENDED})", re.IGNORECASE),
        "error 6600102 no longer occurs",
        "error 6600103: the controller is gone",
        needs=lazy(rf"(?:\d|ERR_[A-Z_]+){_IN_BETWEEN}(?:{_ENDED})", re.IGNORECASE),
    ),
    Quote(
        "recovered",
        lazy(
            rf"(?<!be )(?<!not )(?:recover(?:ed|y)|restored|resumed|healed|恢复){_GAP_OF_CLAUSE}{{0,20}}?"
            rf"(?:from|after|自|从)\s?(?:the |an? )?{_NAMED}",
            re.IGNORECASE,
        ),
        "player recovered from error 6600102",
        "could not be recovered, error 6600102",
    ),
    Quote(
        "success-after",
        lazy(
            rf"{_SUCCESS}{_GAP_OF_CLAUSE}{{0,40}}?[,，]?\s?(?:\b(?:after|despite|earlier|previous|last|past|former)\b|之前|上次|首次|原(?=错误|异常))"
            rf"{_GAP_OF_CLAUSE}{{0,24}}?{CODE}",
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
            rf"(?:\b(?:if|(?P<when>when(?:ever)?)|unless|in case(?: of)?|should|handlers?(?: \w+)? for"
            rf"|case(?=\s\w+\s?:)"
            rf"|(?:if|when(?:ever)?|unless)(?: \S+){{1,3}}? (?:fails|returns|throws|rejects|gives|gets)(?: with)?"
            rf"|(?:retryable|ignorable)(?= (?:\w+[ ._]?)?(?:codes|errors))"
            rf"|(?:will|would|should|can|may|only) (?:only )?(?:retry|retries|recreate)(?: only)? (?:on|for)"
            rf"|(?:would|should|may|only|will only) (?:retry|retries|recreate)(?: only)? after)"
            rf"|如果|若|(?P<at>当))\s?\(?(?:the |an? )?(?:出现|发生|返回|遇到|收到|抛出|报)?{_WORD}{_EQUALS}{CODE}"
            # what is told in the past did happen
            rf"(?(when)(?!\W{{0,3}}(?:\w+\s){{0,2}}?{_HAPPENED}))(?(at)(?![^,;，；。]{{0,20}}(?:了|过)))",
            re.IGNORECASE,
        ),
        "a new session is made if error.code === 6600102",
        "the player stopped when error 6600106 came back",
    ),
    Quote(
        "possible",
        lazy(
            rf"(?:(?<!not )\b(?:avoid(?:s|ing)?|prevent(?:s|ing)?|otherwise|or else)"
            rf"|\b(?:expect(?:s|ing)?|assert|waiting for)"
            rf"|\b(?:may|might|could|can|would|should|must)"
            rf" (?:get|see|meet|throw|return|give|cause|raise|(?:fail|end) with)"
            rf"|\b(?:simulat|mock|inject)\w*(?:\s(?!fail(?!ure)|reject|threw)\w+){{0,3}}?:?"
            rf"|避免|防止|以免|模拟|(?<![合与非达及出超乎于离])(?:预期|期望)的?(?:返回|抛出|得到|出现)?|可能会?(?:出现|返回|抛出))\s?"
            rf"(?:the |an? )?{_NAMED}",
            re.IGNORECASE,
        ),
        "commands wait to avoid error 6600107",
        "no command can wait: error 6600107",
    ),
    Quote(
        "explained",
        lazy(
            rf"\A(?:(?!fail|reject|threw|thrown|unable|失败|报错|出错|抛出).)*?{_NAMED}[\"'）)】\]]?\s?"
            rf"(?:{_MEANS})",
            re.IGNORECASE,
        ),
        "错误码 6600102 表示会话不存在",
        "设置失败，错误码 6600102 表示会话不存在",
        needs=lazy(_MEANS, re.IGNORECASE),
    ),
    Quote(
        "table-key",
        lazy(rf"(?P<mark>[\"'])?{_NUMBER}(?(mark)[\"']\s?:|\s?=(?![=>]))"),
        '{"6600101":"service away","6600102":"session away"}',
        '{"code":6600101,"text":"service away"}',
    ),
    Quote(
        "in-address",
        lazy(r"(?P<part>://[^\s\"'<>,;|，；。)）]+)"),
        "error page https://help.example.com/e?code=6600101 opened",
        "https://help.example.com/e opened, code=6600101",
    ),
    Quote(
        "title",
        lazy(rf"{_TITLE}(?P<part>{_OF_TITLE})[\\\"'”」』》]", re.IGNORECASE),
        'setAVMetadata {"title":"Error 6600102"}',
        'setAVMetadata failed, title "x", code 6600102',
        needs=lazy(r"[\"'“「『《]"),
        not_behind=lazy(r"dialog|toast|alert|snackbar|notif|弹窗|弹框|提示|通知", re.IGNORECASE),
    ),
    Quote(
        "plain-title",
        lazy(rf"{_PLAYED}={_NAMED}", re.IGNORECASE),
        "setAVMetadata artist=Error 6600101",
        "setAVMetadata artist=x, error 6600101",
        needs=lazy("="),
    ),
    Quote(
        "asserted",
        lazy(rf"\b(?:assert|expect|should)\w*(?:\.\w+)*\s?\([^()\n]{{0,60}}?{CODE}", re.IGNORECASE),
        "assertEqual(err.code, 6600101) passed",
        "assertEqual failed (code 6600101)",
        needs=lazy(r"\("),
    ),
    Quote(
        "asked-of",
        lazy(
            rf"\b(?:(?:is|has|can|should)[A-Z]\w*|(?!on)[a-z]\w*(?:Message|Msg|Text|Name|String|Desc(?:ription)?))\s?"
            rf"\((?:\w+[ =:]{{1,2}})?{_NUMBER}\)"
        ),
        "isRetryable(6600107) = true",
        "issue (6600107)",
        needs=lazy(r"\("),
    ),
    Quote(
        "key-of-setting",
        lazy(
            rf"(?<![A-Za-z])(?:expect(?:ed)?|ignored?|ignorable|retryable|allowed|mock(?:ed)?|known)[_ ]?"
            rf"(?:err(?:or)?|result|ret|status)?[_ ]?codes?[\"']?\s?[=:]\s?[\[\"']{{0,2}}{CODE}",
            re.IGNORECASE,
        ),
        "ignoredErrorCode=6600101",
        "unexpected code: 6600101",
    ),
    Quote(
        "looked-up",
        lazy(
            rf"(?:\b(?:see|look(?:ing|ed)? ?up(?: of)?|explain(?:s|ed|ing)?|describ(?:es?|ed|ing)|fix(?:ed|es)"
            rf"|work(?:s|ed)? around)\s(?:the |an? |also )?|(?:查询|查看|修复|规避|解决)了?\s?){_NAMED}",
            re.IGNORECASE,
        ),
        "see error 6600101 in the documents",
        "the user sees error 6600101",
        not_behind=FAILS,
    ),
    Quote(
        "known-issue",
        lazy(rf"\b(?:todo|fixme|known (?:issue|problem|bug)s?)\b{_GAP_OF_CLAUSE}{{0,30}}?{_NAMED}", re.IGNORECASE),
        "known issue: error 6600101 after sleep",
        "known session, error 6600101",
    ),
    Quote(
        "handed-on",
        lazy(rf"(?:{_FIELD}|{_CALL})(?P<part>{_INSIDE})", re.IGNORECASE),
        'setExtras done, extras={"errorCode":6600102}',
        'Failed to set extras: {"code":6600102}',
        needs=lazy(r"\{"),
    ),
    Quote(
        "sent",
        lazy(
            rf"{_SENDS}{_NEAR}(?P<sent>{_SENT}{_NEAR})?\{{(?P<part>{_INSIDE})"
            rf"(?(sent)|\}}[\"')]{{0,3}}{_NEAR}{_SENT})",
            re.IGNORECASE,
        ),
        'dispatchSessionEvent card_error {"code":6600102} sent',
        'setExtras done, activate: {"code":6600102}',
        needs=lazy(r"\{"),
    ),
    Quote(
        "earlier",
        lazy(
            rf"(?:(?<![=:])(?<![=:] )\b(?:previous|prev|earlier|prior|former|last|most recent)[\s_]?(?:known )?"
            rf"(?:attempt|try|err(?:or)?(?:[\s_]?(?:code|no|info))?|code|exception|failure|result)(?![A-Za-z])"
            rf"|(?:上次|上一次|之前|此前|先前|前一次)的?(?:调用|尝试|操作|请求)?的?(?:错误|异常|失败|报错)|(?:最近|最后)一次的?(?:错误|异常|报错))"
            rf"(?!\s?[=:]\s?-?\d{{1,6}}\b)(?:(?!{_OTHER})[^,;，；。]){{0,40}}?{CODE}",
            re.IGNORECASE,
        ),
        "try 2 of 3, previous error code: 6600101",
        "the step to the previous track failed: 6600105",
        told=True,
    ),
    Quote(
        "retry-because",
        lazy(
            rf"(?:\b(?:retr(?:y|ies|ying)|re-?creat\w*|try(?:ing)? (?:it )?again|reconnect\w*|reset\w*"
            rf"|f[ae]ll(?:s|ing)?[ -]?back|giv(?:e|es|ing) up|gave up)\b"
            rf"|重试|再试|重建|重新创建|降级|放弃){_GAP}{{0,60}}?"
            rf"(?:\b(?:after|because of|due to|on|upon|following|for)\b|因为?|由于)\s?(?:the |an? )?{_NAMED}",
            re.IGNORECASE,
        ),
        "retrying setAVMetadata after error 6600102 (1/3)",
        "retry 2 of setAVMetadata failed after 3 s: 6600102",
        told=True,
    ),
    Quote(
        "dealt-with",
        lazy(
            rf"{_DOES}\s?(?:(?:the|this|that|an?|known|expected|harmless|non-?fatal)\s){{0,2}}{_NAMED}", re.IGNORECASE
        ),
        "ignored error 6600106, the song goes on",
        "unhandled error 6600106",
        told=True,
        needs=lazy(
            r"\b(?:re|ign|swal|sup|skip|prop|notif|forw|log|sav|stor|cach|count|map|con|trans|hand|dialog|toast|banner|sen"
            r"|pass|deliv|track)|[忽吞屏跳抛记处转映通透回]",
            re.IGNORECASE,
        ),
        not_behind=FAILS,
    ),
    Quote(
        "retry-planned",
        lazy(rf"{_TRIES_AGAIN}(?:{_GAP}{{0,40}}?[,，(（\[]|\s?[:：])?\s?{_NAMED}", re.IGNORECASE),
        "retry in 2 s (error 6600107)",
        "retrying: createAVSession code 6600101",
        told=True,
        needs=lazy(_TRIES_AGAIN, re.IGNORECASE),
        not_behind=FAILS,
    ),
    Quote(
        "then",
        lazy(rf"{_NAMED}{_BEHIND}{_THEN}(?!.{{0,200}}(?:\bfail|unable|失败))", re.IGNORECASE),
        "error 6600107, will retry",
        "error 6600107, retry=2",
        told=True,
        needs=lazy(rf"\d{_BEHIND}{_THEN}", re.IGNORECASE),
        not_behind=lazy(rf"{FAILS.pattern}|{NAMES.pattern}", re.IGNORECASE),
    ),
    Quote(
        "passed-on",
        lazy(
            rf"(?:\b(?:(?<![a-z] )reported|report(?:ing|(?:Error)?Event)?(?!\])"
            rf"|upload(?:ed|ing|Log|Event)?|telemetry|analytics|metrics?|statistics?|stats|summary"
            rf"|(?:track|send|log|post|write)Event|hiAppEvent|hiSysEvent(?:Write)?|postMessage|emit"
            rf"|toast|dialog|alert)\b|埋点|上报|上传|统计|弹窗|提示框)"
            rf"{_GAP}{{0,60}}?{CODE}",
            re.IGNORECASE,
        ),
        'reportEvent {"event":"player_error","code":6600102}',
        "the report could not be made: code 6600102",
        told=True,
    ),
    Quote(
        "shown",  # no call that shows a text fails with such a code, so words of failure are the text's
        lazy(
            rf"(?:\b(?:\w{{1,20}}[._])?(?:(?:show|make)_?)?toasts?(?:_?(?:util\w{{0,2}}|message|text|show))?\b"
            rf"|\b(?:show|open|pop|present)(?:\w{{1,20}})?(?:dialog|alert|snackbar)\b|\b(?:alert)?dialog\.show\b"
            rf"|弹窗|弹框|弹出提示|提示框|提示用户)"
            rf"(?:(?!{_OTHER})[^;；。]){{0,60}}?{CODE}",
            re.IGNORECASE,
        ),
        'showToast {"message":"failed to play (6600102)"}',
        "toast shown, then setAVMetadata failed: 6600102",
        told=True,
    ),
)  # fmt: skip
