"""Codes that a text only quotes: in conditions, tables and addresses, as over, or as stated before."""

from __future__ import annotations

import io
import time

import pytest

from hilog_avsession import analyze
from hilog_avsession.knowledge.application_errors import find_errors
from hilog_avsession.knowledge.quoted import unquoted
from hilog_avsession.knowledge.quotes import QUOTES, Quote

NOTHING_FAILS = (
    "no 6600102 any more",
    "createAVSession done, without any error 6600101",
    "never saw error code 6600107 on this tablet",
    "error 6600102 no longer occurs",
    "error code 6600102 (cleared)",
    "播控恢复，未再出现错误码6600102",
    "错误 6600101 已修复",
    "session recovered after error 6600102",
    "createAVSession succeeded, no more error 6600101",
    "setAVMetadata ok after earlier error code 6600102",
    "重新创建会话成功，之前错误码 6600101",
    "retry after code 6600101 succeeded",
    "if error.code === 6600102 a new session is made",
    "如果错误码为6600102，重建会话",
    "will only retry on code 6600101",
    "handler installed for errCode 6600102",
    "retryable error codes=[6600101,6600107]",
    "error codes 6600101 and 6600107 are handled by the service page",
    "错误码6600101或6600102时重建",
    "known error codes: 6600101, 6600102, 6600103, 6600104",
    'errors {"6600101":"service away","6600102":"session away"}',
    "error count by code: {6600101=2, 6600102=5}",
    "{ERR_CODE_SERVICE_EXCEPTION=6600101, ERR_CODE_SESSION_NOT_EXIST=6600102, ERR_CODE_SESSION_INACTIVE=6600106}",
    "symbols: ERR_CODE_SERVICE_EXCEPTION, ERR_CODE_SESSION_NOT_EXIST, ERR_CODE_SESSION_INACTIVE",
    "error page https://help.example.com/e?code=6600101 opened",
    "createAVSession failed, see https://help.example.com/6600101?code=6600102 in the browser",
    "should an error 6600102 occur, the session is made again",
    "当出现错误 6600102 时重建会话",
    "commands wait, otherwise error 6600107",
    "to prevent error 6600107 commands are throttled",
    "setAVMetadata may throw error 6600101",
    "避免错误码 6600107，命令合并发送",
    "用例第三步：预期错误码 6600102",
    "期望返回错误码6600105",
    "simulating error 6600102",
    "error 6600102 means that the session is away",
    "错误码 6600102 的含义：会话不存在",
    "no errors with code 6600102",
    "did not see error 6600102",
    "setAVMetadata never failed with error 6600102",
    "error 6600102 not seen",
    "未发现错误码6600102",
    "if setAVMetadata fails with code 6600102 the session is made again",
    "case ERR_CODE_SESSION_NOT_EXIST: make it again",
    "setAVMetadata: if err.code === 401 the argument is wrong",
    "setAVMetadata no error 401 any more",
    "setAVMetadata never returned code 401",
    "createAVSession succeeded, no error 201",
    "createAVSession would fail with code 801",
    "castController.prepare: no error 5400101",
    "music template is up, no error 35000001",
    "setAVMetadata: if ret == -1009 the session is made again",
    "setAVMetadata: if the error is ERR_CODE_SESSION_NOT_EXIST, another session is made",
    "no ERR_CODE_SESSION_NOT_EXIST any more",
    'setAVMetadata {"assetId":"9","title":"Error 6600102","artist":"Code 6600101"}',
    'setAVMetadata({"title":"x","lyric":"[00:01.00]error: 6600102"})',
    'setAVMetadata {\\"title\\":\\"Error 6600102\\"}',
    "now playing: 'Error 6600102' by the band",
    "歌曲《错误6600102》加载完成，会话正常",
    'setExtras({"page":{"id":1},"errorCode":6600102})',
    'dispatchSessionEvent("error", {"code":6600101}) sent',
    'onSessionEvent("card_error", {"code":6600101})',
    'sendCommonCommand error, args={"code":6600101}',
    'sendCommonCommand sent: {"code":6600101}',
    'avSession.sendCustomData {"errorCode":6600101} ok',
    'session extras updated {extras: {"errorCode":6600101}}',
    'setExtras 成功：{"errorCode":6600101}',
    'extras changed: {"lastErrorCode":6600102}',
    'onExtrasChange {"errorCode":6600102}',
    "session.on('sessionEvent') received error_report {\"code\":6600102}",
    "setAVMetadata artist=Error 6600101",
    "assertEqual(err.code, 6600101) passed",
    "expect(error.code).assertEqual(6600101)",
    "isRetryable(6600107) = true, code 0",
    "shouldRetry(code=6600107): yes, no failure",
    "known issue: error 6600101 after sleep",
    "6600101错误已修复",
    "修复6600101错误",
    "规避错误码 6600101",
    "不会再报错误 6600101",
    "重试成功，原错误码 6600101",
    "[PASS] createAVSession should throw 6600101",
    "mock createAVSession failure 6600101",
    "fault injection: code 6600101 enabled",
    "lookup of error 6600101",
    "fixed error 6600101 of the last release",
    'expectedErrorCode: 6600101, {"ignoreErrorCodes":[6600106]}',
    'errorMessage(6600101) = "service"',
    "TODO: handle error 6600101",
    'no error {"code":6600101} any more',
)  # fmt: skip
SOMETHING_FAILS = (
    ("no session, error 6600102", 6600102),
    ("without a session: error 6600102", 6600102),
    ("error 6600102, no longer playing", 6600102),
    ("error 6600103: the controller is gone", 6600103),
    ("Failed to recover from error 6600101", 6600101),
    ("session could not be restored after error 6600101", 6600101),
    ("init ok, but setAVMetadata failed after it, code 6600101", 6600101),
    ("播放成功后设置失败 6600101", 6600101),
    ("the step to the previous track failed: 6600105", 6600105),
    ("setAVPlaybackState failed when playing began, code: 6600101", 6600101),
    ("当前错误码 6600106", 6600106),
    ("retry 2 failed, code: 6600101", 6600101),
    ("第2次重试失败，错误码：6600101", 6600101),
    ("BusinessError 6600102: 'SetAVMetaData failed'", 6600102),
    ("https://help.example.com/e opened, code=6600101", 6600101),
    ("createAVSession failed: 6600101, see https://help.example.com/e#6600102", 6600101),
    ("track changed, setAVMetadata error code 6600101", 6600101),
    ("playback stopped when error 6600106 occurred in sendControlCommand", 6600106),
    ("setAVMetadata failed when code 6600102 came back", 6600102),
    ("the card was closed when error 6600102 was thrown", 6600102),
    ("当出现错误 6600106 时停止了播放", 6600106),
    ("setAVMetadata failed with retryable error 6600102", 6600102),
    ("setAVMetadata: ignorable error 6600102", 6600102),
    ("please try again, createAVSession failed because of error 6600101", 6600101),
    ('setAVMetadata failed: "6600102": the session is away', 6600102),
    ("setAVMetadata failed 6600102=session is away", 6600102),
    ("setAVMetadata image=https://cdn.example.com/a.png,code=6600102", 6600102),
    ("error 6600103 has gone up to the page", 6600103),
    ("error 6600101 cleared the card", 6600101),
    ("recovery failed from error 6600102", 6600102),
    ("恢复失败，来自错误码 6600102", 6600102),
    ("设置失败，错误码 6600102 表示会话不存在", 6600102),
    ("unexpected error 6600102", 6600102),
    ("会话可能异常 6600102", 6600102),
    ("could not prevent error 6600107", 6600107),
    ("createAVSession failed after 3 retries: 6600101", 6600101),
    ("createAVSession failed (2/5): 6600101", 6600101),
    ("player closed due to 6600102 error", 6600102),
    ("setAVMetadata failed when code 401 came back", 401),
    ("createAVSession ok after 202 ms, activate failed with code 401", 401),
    ("setAVMetadata failed, line 202, code 401, ret -1002", 401),
    ("setAVMetadata failed with ERR_CODE_SESSION_NOT_EXIST", 6600102),
    ("setAVMetadata error ERR_CODE_SESSION_NOT_EXIST=6600102", 6600102),
    ("in this case error 6600102 came back", 6600102),
    ("结果与预期不符，错误码 6600102", 6600102),
    ("非预期错误码 6600102", 6600102),
    ("结果未达预期 错误码 6600102", 6600102),
    ("setAVMetadata title=Song code=6600102", 6600102),
    ('setAVMetadata {"title":"x"} failed {"code":6600102}', 6600102),
    ('dispatchSessionEvent("error", {"code":6600101}) failed, code 6600102', 6600102),
    ('setExtras {"code":6600101}', 6600101),
    ('sendCommonCommand not sent {"code":6600102}', 6600102),
    ('sendCustomData could not be sent {"code":6600102}', 6600102),
    ('setExtras 不成功：{"code":6600102}', 6600102),
    ("createAVSession failed, see error 6600101", 6600101),
    ("mock player: createAVSession failed 6600101", 6600101),
    ("unexpected code: 6600101", 6600101),
    ("onErrorMessage(6600101)", 6600101),
    ('dispatchSessionEvent got {"code":6600101}', 6600101),
    ('dispatchSessionEvent {"code":6600101}, sent again', 6600101),
    ('Failed to set extras: {"code":6600101}', 6600101),
    ('setExtras failed, extras={"page":1}, err={"code":6600101}', 6600101),
    ('dispatchSessionEvent ok, setExtras {"code":6600101}', 6600101),
    ('set metadata error: {"code":6600101}', 6600101),
    ('AlertDialog.show {"title":"Error 6600101"}', 6600101),
    ("playing 'x' failed, 'code 6600101'", 6600101),
    ('song title "x", error "6600101"', 6600101),
)


def codes(text: str) -> list[int]:
    return [error.code for error in find_errors(text)]


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: quote.name)
def test_a_long_text_is_searched_for_a_quote_to_its_end(quote: Quote) -> None:
    for unit in ("a", "error ", "code: ", "6600101 ", "错误"):
        text = unit * (100_000 // len(unit))  # a pattern that tries each end for each beginning would take minutes
        assert all(match.start() < len(text) for match in quote.pattern.finditer(text))


def quotes(quote: Quote, text: str) -> bool:
    """Tell whether a quote finds a code in a text, or a part of it that holds one."""
    return any("660" in (match.groupdict().get("part") or match["code"]) for match in quote.pattern.finditer(text))


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: quote.name)
def test_a_quote_is_found_in_its_example_and_not_in_its_decoy(quote: Quote) -> None:
    assert quotes(quote, quote.example)
    assert not quotes(quote, quote.decoy)


@pytest.mark.parametrize(
    "unit",
    ["ignore error 6600101 ", "no error 6600101 ", "error 6600101, retry ", "://a/6600101 ", "see error 6600101 "],
)
def test_the_time_for_quotes_grows_with_the_length_of_a_text(unit: str) -> None:
    def seconds(units: int) -> float:
        begin = time.process_time()
        unquoted(unit * units)
        return time.process_time() - begin

    seconds(10)  # compiles the patterns
    # to look at the whole text for each of its quotes would take a hundred times as long
    assert seconds(1000) < 40 * seconds(100) + 0.5


@pytest.mark.parametrize("text", NOTHING_FAILS)
def test_a_code_that_is_only_quoted_is_no_error(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(("text", "code"), SOMETHING_FAILS)
def test_words_of_a_quote_elsewhere_in_a_text_hide_no_error(text: str, code: int) -> None:
    assert codes(text) == [code]


def test_codes_of_calls_that_failed_are_no_list() -> None:
    assert codes("createAVSession and activate failed with 6600101 and 6600102")[0] == 6600101
    three = "createAVSession code 6600101, setAVMetadata code 6600102, getController code 6600103: all failed"
    assert codes(three) == [6600101, 6600102, 6600103]


# ---- errors that are told again --------------------------------------------------------------------------------------

FAILURE = "createAVSession failed, code: 6600101"
RETRY = "retrying createAVSession after error 6600101 (1/3)"
AGAIN = (
    RETRY,
    "createAVSession try 2, previous error code: 6600101",
    "上次错误码6600101，重新创建会话",
    "lastErrorCode: 6600101",
    'card {"made":false,"lastErrCode":6600101}',
    "prev_error_code=6600101, making the card anew",
    "most recent error: 6600101",
    "最近一次错误：6600101",
    "重试 3 次，最后一次错误码 6600101",
    "3 秒后重试，由于错误码 6600101",
    'reportEvent {"event":"card","code":6600101}',
    "上报错误 code=6600101",
    "show toast, error 6600101",
    "showToast: error 6600101",
    'promptAction.showToast {"message":"创建失败，错误码：6600101"}',
    "Toast: 播放失败(6600101)",
    "ToastUtil.show error code 6600101",
    "openCustomDialog, text: playback failed, code 6600101",
    "弹出提示：会话创建出错(6600101)",
    'hiAppEvent.write {"name":"card_error","params":{"code":6600101}}',
    'sendEvent {"event":"card_fail","code":6600101}',
    'reportErrorEvent {"code":6600101}',
    "uploadLog errorCode: 6600101",
    "上传日志，错误码 6600101",
    'eventHub.emit error {"code":6600101}',
    "falling back to the local player because of error 6600101",
    "因播放异常降级处理，由于错误码 6600101",
    "retrying createAVSession after ERR_CODE_SERVICE_EXCEPTION",
    "error 6600101, will retry",
    "code=6600101 -> retrying in 500 ms",
    "[Player] error: 6600101, we will try again",
    "err {code:6600101}, falling back to the local player",
    "error 6600101: giving up",
    "error 6600101 handled",
    "error code 6600101 was already reported",
    "error 6600101 (ignored)",
    "error 6600101 mapped to E_SESSION",
    "rethrow error 6600101",
    "rethrowing err.code 6600101",
    "ignore error 6600101",
    "ignoring this error 6600101",
    "swallowed error 6600101",
    "handling error 6600101",
    "recorded error 6600101",
    "will retry (error 6600101)",
    "retrying createAVSession in 2 s, error 6600101",
    "retry in 2 s (error 6600101)",
    "忽略错误 6600101",
    "已处理错误码6600101",
    "向上抛出错误 6600101",
    "错误 6600101，稍后重试",
    "错误码：6600101，3秒后重试",
    "错误 6600101 已忽略",
    "稍后重试，错误码 6600101",
    "error 6600101 can be ignored",
    "错误码 6600101 不影响播放",
    'ignoring error {"code":6600101}',
    '[Crash] record error {"code":6600101}',
    "notify listeners: error 6600101",
    "errorCode 6600101 saved",
    "propagate error code 6600101 to the page",
    "send error 6600101 to JS",
    "return error code 6600101 to caller",
    "回调上层错误码 6600101",
    "重试3次后放弃，错误码：6600101",
    "giving up, error 6600101",
    "dialog shown for error 6600101",
    "error 6600101 => show retry button",
    'metrics: avsession_error{code="6600101"} 1',
)


def lines_of(*lines: tuple[float, int, str]) -> list[list[int]]:
    """Return which lines each incident has; a line is its second, the process and the text."""
    log = "".join(
        f"03-08 07:15:{second:06.3f}  {pid}  {pid} E A03D00/org.test.podcast/JSAPP: {text}\n"
        for second, pid, text in lines
    )
    return [[line.line for line in incident.evidence] for incident in analyze(io.BytesIO(log.encode())).incidents]


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("later", [0.002, 4.0, 30.0])
def test_a_failure_that_is_told_again_counts_once(again: str, later: float) -> None:
    assert lines_of((1, 4410, FAILURE), (1 + later, 4410, again)) == [[1]]


STATED_ANEW = (
    "[Report] createAVSession error 6600101",
    "the service reported error 6600101",
    "failed to report the card: createAVSession error 6600101",
    "cmd=previous error=6600101",
    "prev_error=0 error=6600101",
    "lastErrorCode=0 error=6600101",
    "最后一次尝试失败：错误码 6600101",
    "previous attempt ok, then createAVSession code 6600101",
    "report sent. createAVSession error code 6600101",
    "toast shown, then createAVSession failed: 6600101",
    "[CastDialog] createAVSession failed: 6600101",
    "fallback of the player failed: code 6600101",
    "reportError: createAVSession code 6600101",
    "please try again for code 6600101: createAVSession failed",
    "createAVSession failed, will retry (error 6600101)",
    "createAVSession error 6600101, will retry",
    "activate failed, ignoring error 6600101",
    "card not made, code: 6600101, retry=2",
    "error code 6600101, retry count 2",
    "error 6600101, recreating the card failed",
    "unhandled error 6600101",
    "audio record error 6600101",
    "send error 6600101",
    "sent, error code 6600101",
    "create AVSession error 6600101, will retry",
    "error handling: code 6600101",
    "创建失败，稍后重试，错误码 6600101",
    "错误码 6600101，重试失败",
    "错误码 6600101，重试次数 2",
)


@pytest.mark.parametrize("text", STATED_ANEW)
def test_words_of_a_quote_do_not_make_a_second_failure_the_first_one(text: str) -> None:
    assert lines_of((1, 4410, FAILURE), (5, 4410, text)) == [[1], [2]]


@pytest.mark.parametrize("again", AGAIN)
def test_a_failure_that_is_told_only_afterwards_counts(again: str) -> None:
    assert lines_of((1, 4410, again)) == [[1]]


def test_each_retry_counts_where_nothing_else_tells_of_the_failures() -> None:
    assert lines_of((1, 4410, RETRY), (3, 4410, RETRY.replace("1/3", "2/3"))) == [[1], [2]]


def test_two_failures_with_a_retry_each_are_two() -> None:
    lines = (1, 4410, FAILURE), (1.2, 4410, RETRY), (3, 4410, FAILURE), (3.2, 4410, RETRY.replace("1/3", "2/3"))
    assert lines_of(*lines) == [[1], [3]]


def test_what_another_process_or_an_hour_ago_stated_is_another_failure() -> None:
    assert lines_of((1, 4410, FAILURE), (2, 5520, RETRY)) == [[1], [2]]
    assert lines_of((1, 4410, FAILURE), (59, 4410, "the card is still away"), (59.9, 4410, RETRY)) == [[1]]
    text = "03-08 0{}:15:01.000  4410  4410 E A03D00/JSAPP: {}\n"
    log = text.format(7, FAILURE) + text.format(8, RETRY)
    assert len(analyze(io.BytesIO(log.encode())).incidents) == 2


def test_a_retry_follows_what_the_framework_printed_of_the_call() -> None:
    failed = "03-08 07:15:01.000  4410  4425 E C02B91/org.test.podcast/AVSession: [SetAVMetaData]session is destroyed\n"
    retry = "03-08 07:15:0{}  4410  4410 E A03D00/org.test.podcast/JSAPP: retry setAVMetadata after error 6600102\n"
    (close,) = analyze(io.BytesIO((failed + retry.format("1.004")).encode())).incidents
    assert [line.line for line in close.evidence] == [1, 2]
    (later,) = analyze(io.BytesIO((failed + retry.format("3.000")).encode())).incidents
    assert [line.line for line in later.evidence] == [1]


# ---- what shows that a bare number is a code -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("session does not exist(6600102)", 6600102),
        ("6600106: The session is not activated.", 6600106),
        ("会话不存在（6600102）", 6600102),
        ("createAVSession() : 6600101", 6600101),
        ("createAVSession, 6600101, it is there already", 6600101),
        ("sendControlCommand|6600107|slow down", 6600107),
        ("onFailure 6600102", 6600102),
        ("Unhandled promise rejection 6600101", 6600101),
        ("[createAVSession] 6600101", 6600101),
        ("6600102 returned by setAVMetadata", 6600102),
        ("player page met a 6600102 error", 6600102),
        ("播控遇到6600102错误", 6600102),
        ("创建会话报6600101", 6600101),
        ("setAVMetadata threw 6600102", 6600102),
        ("card not made, code: %{public}d 6600101", 6600101),
        ("6600102 setAVMetadata failed", 6600102),
        ("6600102: setAVMetadata", 6600102),
        ("AVSession: Activate() -> 6600101", 6600101),
        ("createAVSession ❌ 6600101", 6600101),
        ("createAVSession: e=6600101", 6600101),
        ("createAVSession:bizCode:6600101", 6600101),
        ("[6600101]创建会话失败", 6600101),
        ("【6600102】设置播放状态失败", 6600102),
        ("6600106: session could not be woken up, error", 6600106),
        ("[6600106] activate", 6600106),
        ("(E6600101) activate", 6600101),
        ("setAVMetadata got 6600102", 6600102),
        ("setAVMetadata ended with 6600102", 6600102),
        ("setAVMetadata gave an error code of 6600102", 6600102),
        ("card not made, code: %d, message: %s 6600101 it is there already", 6600101),
    ],
)
def test_its_own_words_or_a_call_show_that_a_number_is_a_code(text: str, code: int) -> None:
    assert codes(text) == [code]
    assert lines_of((1, 4410, text)) == [[1]]


@pytest.mark.parametrize(
    "text",
    [
        "TCP session is away (6600102)",
        "会话列表 6600102",
        "seek, 6611102",
        "order 6600101 errors",
        "6600102 items, error",
        "played %d of %d 6600101 6600102",
    ],
)
def test_other_words_do_not(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("tag", "found"), [("AVSessionHelper", 1), ("RadioAVSession", 0), ("AVSession", 1), ("PlayerPage", 0)]
)
def test_a_tag_shows_that_a_line_is_about_avsession(tag: str, found: int) -> None:
    line = f"03-08 07:15:01.000  4410  4410 W A00042/org.test.podcast/{tag}: activate 6600106\n"
    assert len(analyze(io.BytesIO(line.encode())).incidents) == found


# ---- tables over several lines ---------------------------------------------------------------------------------------

TABLES = (
    ("6600101: service away", "6600102: session away", "6600103: controller away", "6600104: remote away"),
    ("code 6600101 - service", "code 6600102 - session", "code 6600106 - asleep"),
    ("错误码 6600101：服务", "错误码 6600102：会话", "错误码 6600106：未激活"),
    ("Codes {", "  ERR_CODE_SERVICE_EXCEPTION: 6600101,", "  ERR_CODE_SESSION_NOT_EXIST: 6600102", "}"),
)
FAILURES = (
    ("code: 6600101", "code: 6600102"),
    ("setAVMetadata code 6600101", "activate code 6600102", "sendControlCommand code 6600106"),
    ("card failed 6600101", "session failed 6600102", "key failed 6600106"),
    ("card code 6600101", "session code 6600102", "command code 6600106"),
    ('err: {"code":6600101}', 'err: {"code":6600102}', 'err: {"code":6600106}'),
    ("code 6600101, message: service", "code 6600102, message: session", "code 6600106, message: asleep"),
    ("BusinessError 6600101: service", "BusinessError 6600102: session", "BusinessError 6600106: asleep"),
    ("code 6600101 - service", "card", "page", "code 6600102 - session", "card", "page", "code 6600106 - asleep"),
)


def in_one_millisecond(*texts: str) -> int:
    """Return how many incidents lines of one time are."""
    return len(lines_of(*((5, 4410, text) for text in texts)))


@pytest.mark.parametrize("rows", TABLES)
def test_a_table_that_is_printed_line_by_line_holds_no_failure(rows: tuple[str, ...]) -> None:
    assert in_one_millisecond(*rows) == 0
    assert in_one_millisecond("activate failed: 6600106", *rows) == 1


@pytest.mark.parametrize("texts", FAILURES)
def test_lines_of_failures_are_no_table(texts: tuple[str, ...]) -> None:
    assert in_one_millisecond(*texts) == sum("660" in text for text in texts)


def test_lines_that_come_one_after_the_other_are_no_table() -> None:
    assert (
        len(lines_of(*((5 + at, 4410, f"code {code} - x") for at, code in enumerate((6600101, 6600102, 6600106))))) == 3
    )
