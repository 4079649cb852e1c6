"""One failed call or one error callback is one incident, however many lines and processes tell of it."""

from __future__ import annotations

import io

import pytest

from hilog_avsession import analyze
from hilog_avsession.model.incidents import Incident
from steps import steps_of

HEADS = {
    "S": "  1184  1420 E C02B91/av_session/AVSession",
    "A": "  6120  6131 E C02B91/com.example.radio/AVSession",
    "AI": "  6120  6131 I C02B91/com.example.radio/AVSession",
    "M": "  6120  6120 E C02B91/com.example.radio/AVSession",
    "J": "  6120  6120 E A03D00/com.example.radio/JSAPP",
    "H": "  6120  6120 E A00001/com.example.radio/Player",
    "C": "  3311  3320 E C02B91/com.example.remote/AVSession",
    "K": "  3311  3311 E A03D00/com.example.remote/JSAPP",
    "L": "  8800  8800 E A03D00/org.test.tv/JSAPP",
}


def incidents(*lines: str, apart: int = 1) -> tuple[Incident, ...]:
    """Analyze lines that begin with who prints them; `apart` is the time from one to the next in milliseconds."""
    split = (line.split(" ", 1) for line in lines)
    log = "".join(
        f"11-20 09:41:{39 + at * apart // 1000}.{at * apart % 1000:03}{HEADS[who]}: {text}\n"
        for at, (who, text) in enumerate(split)
    )
    return analyze(io.BytesIO(log.encode())).incidents


def lines_of(*lines: str, apart: int = 1) -> list[list[int]]:
    """Return which of the lines each incident has."""
    return [[line.line for line in incident.evidence] for incident in incidents(*lines, apart=apart)]


# ---- refused arguments -----------------------------------------------------------------------------------------------

REFUSED_CALLBACK = (
    "M [operator()]test ((context->status == napi_ok) && (type == napi_function)) failed: callback type invalid"
)
CONVERTED = "M [GetValue]property rate is not of metadata"
REFUSED_METADATA = "M [operator()]test (context->status == napi_ok) failed: get metaData failed"


def test_a_call_whose_argument_the_layer_refuses_never_reaches_the_framework() -> None:
    assert lines_of(REFUSED_CALLBACK, "A [SetAVMetaData]invalid meta data") == [[1], [2]]
    assert lines_of("A [SetAVMetaData]invalid meta data", REFUSED_CALLBACK) == [[1], [2]]


@pytest.mark.parametrize("apart", [6, 40])
def test_a_value_that_cannot_be_converted_belongs_to_the_refusal_that_follows(apart: int) -> None:
    assert lines_of(REFUSED_CALLBACK, CONVERTED, REFUSED_METADATA, apart=apart)[-1] == [2, 3]


def test_a_call_on_a_null_object_never_reaches_the_service() -> None:
    lines = (
        "A [OnEvent]OnEvent failed : controller is nullptr",
        "S [CastAddToCollaboration]collaboration callback timeout",
    )
    assert lines_of(*lines, apart=200) == [[1], [2]]


def test_a_step_that_a_thread_printed_in_another_call_is_none_of_a_failure_that_another_line_shows() -> None:
    step = "S [CheckSystemPermission]CheckSystemPermission faild"  # in every call that creates a session
    refusal = "S [CheckMediaResourcePermission]Check media resources permission failed."
    number = "C [operator()]controller SendSystemAVKeyEvent failed:-1023"
    assert lines_of(step, "S [CreateSessionInner]no need to cast", number, refusal, apart=4)[-1] == [3, 4]


def test_two_calls_whose_arguments_are_refused_are_two_failures() -> None:
    assert lines_of("M [SetExtras]test (type == napi_object) failed: invalid arguments", REFUSED_CALLBACK, apart=9) == [
        [1],
        [2],
    ]


def test_a_thread_prints_nothing_of_a_call_after_what_its_application_says_of_it() -> None:
    said = "J setAVMetadata failed, code: 401, message: get metaData failed"
    other = "M [GetValue]property coverUrl is not of metadata"
    assert lines_of(CONVERTED, REFUSED_METADATA, said, other, REFUSED_METADATA, said) == [[1, 2, 3], [4, 5, 6]]


def test_what_static_arkts_throws_is_of_the_call_that_printed_a_number() -> None:
    number = "A [SetCastPlaybackFilter]CastController SetCastPlaybackFilter failed:-1007"
    thrown = "A [ThrowError]ThrowError errCode: 6600101, errMsg: SetCastPlaybackFilter failed: native server exception"
    assert lines_of(number, thrown, apart=3) == [[1, 2]]


# ---- an application prints code and message in two lines -------------------------------------------------------------

CODE = "J setAVMetadata failed code: 6600102"
MESSAGE = "J setAVMetadata failed message: SetAVMetaData failed : session is nullptr"


@pytest.mark.parametrize("lines", [(CODE, MESSAGE), (MESSAGE, CODE)], ids=["code first", "message first"])
def test_code_and_message_in_two_lines_are_one_failure(lines: tuple[str, str]) -> None:
    (found,) = incidents(*lines)
    assert (found.code, found.api, found.cause) == (6600102, "setAVMetadata", "used-after-destroy")
    assert len(found.evidence) == 2


def test_code_and_message_in_two_lines_join_the_lines_of_the_framework() -> None:
    chain = (
        "S [SendControlCommand]command send number exceed max",
        "A [operator()]controller SendControlCommand failed:-1018",
    )
    code = "J sendControlCommand failed code: 6600107"
    message = "J sendControlCommand failed message: SendControlCommand failed : native command send nums overload"
    assert lines_of(*chain, code, message) == [[1, 2, 3, 4]]
    assert lines_of(*chain, message, code) == [[1, 2, 3, 4]]


@pytest.mark.parametrize(
    "lines",
    [
        (CODE, MESSAGE, CODE.replace("code", "again, code"), MESSAGE.replace("message", "again, message")),
        (CODE, CODE.replace("code", "again, code"), MESSAGE, MESSAGE.replace("message", "again, message")),
    ],
    ids=["in turn", "codes first"],
)
def test_two_calls_in_two_lines_each_are_two_failures(lines: tuple[str, ...]) -> None:
    found = incidents(*lines)
    assert [(incident.code, len(incident.evidence)) for incident in found] == [(6600102, 2)] * 2


def test_a_line_with_code_and_message_leaves_the_message_of_another_call_alone() -> None:
    whole = "J setAVMetadata failed, code: 6600102, message: SetAVMetaData failed : session is nullptr"
    assert lines_of(whole, MESSAGE) == [[1], [2]]
    assert lines_of(MESSAGE, whole) == [[1], [2]]


def test_the_message_of_another_interface_is_another_failure() -> None:
    assert lines_of(CODE, "J caught: Activate session failed : session is nullptr") == [[1], [2]]


def test_code_and_message_of_two_applications_are_two_failures() -> None:
    assert lines_of(CODE, f"L {MESSAGE[2:]}") == [[1], [2]]


# ---- an application prints a code without a call ---------------------------------------------------------------------

STEP = "AI [doMetaDataSetNapi]do metadata set with check uri alive:0, pixel alive:0, session alive:0"
ONLY_CODE = "J error.code: 6600102"
ONLY_MESSAGE = "J error.message: SetAVMetaData failed : session is nullptr"


@pytest.mark.parametrize(
    "lines", [(ONLY_CODE, ONLY_MESSAGE), (ONLY_MESSAGE, ONLY_CODE)], ids=["code first", "message first"]
)
def test_code_and_message_behind_a_step_of_their_call_are_one_failure(lines: tuple[str, str]) -> None:
    assert lines_of(*lines) == [[1, 2]]
    (found,) = incidents(STEP, *lines)
    assert (found.code, found.api, found.cause) == (6600102, "setAVMetadata", "used-after-destroy")
    assert len(found.evidence) == 3


def test_a_step_shows_the_cause_of_a_code_alone() -> None:
    (found,) = incidents(STEP, ONLY_CODE)
    assert (found.code, found.api, found.cause) == (6600102, "setAVMetadata", "used-after-destroy")


@pytest.mark.parametrize("lines", [(ONLY_CODE, ONLY_CODE), (ONLY_CODE, ONLY_MESSAGE) * 2])
def test_two_calls_with_a_step_each_are_two_failures(lines: tuple[str, ...]) -> None:
    half = len(lines) // 2
    again = [line.replace("error.", "2nd error.") for line in lines[half:]]
    assert [len(one) for one in lines_of(STEP, *lines[:half], STEP, *again)] == [half + 1] * 2


@pytest.mark.parametrize("line", ["L error.code: 6600102", "J error.code: 6600101"], ids=["process", "code"])
def test_a_step_is_no_evidence_of_another_process_or_code(line: str) -> None:
    (found,) = incidents(STEP, line)
    assert (found.api, len(found.evidence)) == (None, 1)


def test_a_code_alone_belongs_to_a_failure_rather_than_to_a_step() -> None:
    failed = "A [SetAVPlaybackState]session is destroyed"
    assert lines_of(STEP, failed, ONLY_CODE, apart=20) == [[2, 3]]
    assert lines_of(STEP, failed, "J setAVMetadata failed, code: 6600102", ONLY_CODE) == [[1, 3], [2, 4]]


def test_a_step_without_an_interface_is_no_evidence_of_a_code_alone() -> None:
    """A controller that is released prints this step although nothing fails."""
    (found,) = incidents("A [Destroy]controller is destroy", "J error.code: 6600103")
    assert len(found.evidence) == 1


# ---- a callback goes to several clients ------------------------------------------------------------------------------


def heard(by: str, number: int = 2001) -> str:
    return f"{by} [OnPlayerError]Native errCode: {number}, JS errCode: {6610000 + number}"


def told(by: str, number: int = 2001) -> str:
    return f"{by} castController error code: {6610000 + number}"


PLAYER = "S [OnPlayerError]OnPlayerError error:2001"
TO_TWO = {
    "only the first client tells": [PLAYER, heard("A"), heard("C"), told("J")],
    "only the second client tells": [PLAYER, heard("A"), heard("C"), told("K")],
    "the first client tells last": [PLAYER, heard("A"), heard("C"), told("K"), told("J")],
    "the first client tells before the second one hears it": [PLAYER, heard("A"), told("J"), heard("C"), told("K")],
    "the line of the service is lost": [heard("A"), told("J"), heard("C"), told("K")],
}


@pytest.mark.parametrize("apart", [1, 40])
@pytest.mark.parametrize("lines", TO_TWO.values(), ids=TO_TWO)
def test_an_error_that_two_clients_hear_is_one_failure(lines: list[str], apart: int) -> None:
    assert lines_of(*lines, apart=apart) == [list(range(1, len(lines) + 1))]


@pytest.mark.parametrize("number", [2001, 2002], ids=["again", "another"])
def test_two_errors_that_two_clients_hear_are_two_failures(number: int) -> None:
    first = [PLAYER, heard("A"), heard("C"), told("J"), told("K")]
    second = [
        PLAYER.replace("2001", str(number)),
        *(heard(by, number) for by in "AC"),
        told("J", number),
        told("K", number),
    ]
    assert lines_of(*first, *second, apart=20) == [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]


def test_a_line_of_who_did_not_hear_the_error_is_another_failure() -> None:
    both = [PLAYER, heard("A"), heard("C"), told("J"), told("K")]
    assert lines_of(*both, told("L")) == [[1, 2, 3, 4, 5], [6]]
    assert lines_of(told("L"), *both, apart=10) == [[1], [2, 3, 4, 5, 6]]


def test_a_call_that_fails_beside_a_callback_is_another_failure() -> None:
    """The framework prints the number of the call, and it has the code of the callback."""
    player = [f"{by} [OnPlayerError]Native errCode: 9999, JS errCode: 6600101" for by in "AC"]
    call = "C [operator()]controller SetAVQueueItems failed:-1003"
    assert lines_of(*player, call) == [[1, 2], [3]]
    assert len(lines_of(call, *player)) == 2


# ---- an error that an application passes on --------------------------------------------------------------------------

CALL = "A [SetAVMetaData]session is destroyed"
INNER = "J Card.update: setAVMetadata failed, code: 6600102"


@pytest.mark.parametrize(
    "outer",
    [
        "J Page: the card could not be shown, code: 6600102",
        'J error in the player page {"code":6600102}',
        "J setAVMetadata rejected with 6600102",
    ],
)
def test_an_outer_part_of_an_application_tells_of_the_same_failure(outer: str) -> None:
    assert lines_of(CALL, INNER, outer) == [[1, 2, 3]]
    assert lines_of(CALL, INNER, "H setAVMetadata: 6600102", outer) == [[1, 2, 3, 4]]


@pytest.mark.parametrize(
    "lines",
    [
        (CALL, INNER, INNER),  # a loop
        (CALL, INNER, "J setAVPlaybackState failed, code: 6600102"),  # another call
        (CALL, INNER, "K Page: the card could not be shown, code: 6600102"),  # another application
        (INNER, "J Page: the card could not be shown, code: 6600102"),  # nothing shows that there was one call only
        (CALL, "J activate failed, code: 6600102, message: Activate session failed : session is nullptr"),
    ],
)
def test_what_may_be_another_call_is_another_failure(lines: tuple[str, ...]) -> None:
    found = lines_of(*lines, apart=9)
    assert found[-1] == [len(lines)]
    assert len(found) == 2


def test_a_second_call_has_lines_of_the_framework_of_its_own() -> None:
    assert lines_of(CALL, INNER, CALL, "J Page: setAVMetadata: 6600102", apart=9) == [[1, 2], [3, 4]]


def test_a_phrase_behind_the_number_of_a_call_is_of_the_next_call() -> None:
    first = "A [SetAVMetaData]avmetadata CopyFrom error", "A [doMetaDataSetNapi]do metadata set fail, ret:-1"
    second = "A [SetAVMetaData]read result failed", "A [operator()]controller SetAVMetaData failed:-1006"
    assert lines_of(*first, *second) == [[1, 2], [3, 4]]


# ---- lines of calls side by side -------------------------------------------------------------------------------------


def test_what_the_thread_of_a_refusal_printed_just_before_belongs_to_it_whatever_was_read_first() -> None:
    lines = (
        "C [GetAllSessionDescriptors]permission denied",
        "S [CheckSystemPermission]CheckSystemPermission faild",
        "S [CheckMediaResourcePermission]Check ohos.permission.MANAGE_MEDIA_RESOURCES_FOR_PUBLIC permission failed.",
        "S [HandleGetAllSessionDescriptors]GetAllSessionDescriptors: CheckPermission failed",
    )
    (found,) = incidents(*lines)
    assert (found.code, found.api, len(found.evidence)) == (201, "getAllSessionDescriptors", 4)


def test_a_list_that_is_too_long_is_no_part_of_a_call_that_the_framework_got() -> None:
    lines = (
        "A [SetAVQueueItems]write metadata failed",
        "A [operator()]controller SetAVQueueItems failed:-1005",
        "J setAVQueueItems, code: 6600101, message: SetAVQueueItems failed : item number is out of range",
    )
    assert lines_of(*lines, apart=6) == [[1, 2], [3]]


def test_a_step_of_the_service_behind_the_number_of_a_call_is_of_another_call() -> None:
    lines = (
        "A [SetAVMetaData]read result failed",
        "A [operator()]controller SetAVMetaData failed:-1006",
        "S [SetAVMetaData]AVMetaData set error",
        "S [CopyFrom]assetId is empty",
    )
    (found,) = incidents(*lines, apart=8)
    assert found.cause == "parcel"


# ---- whole seconds ---------------------------------------------------------------------------------------------------


def lines_in_whole_seconds(*lines: tuple[int, str]) -> list[list[int]]:
    """Return which lines each incident has; a line is its second, and who prints what."""
    split = ((second, line.split(" ", 1)) for second, line in lines)
    log = "".join(f"11-20 09:41:{second:02}{HEADS[who]}: {text}\n" for second, (who, text) in split)
    return [[line.line for line in incident.evidence] for incident in analyze(io.BytesIO(log.encode())).incidents]


NUMBER = "A [operator()]controller SendControlCommand failed:-1018"
TOLD = "J play failed, code: 6600107"


def test_where_times_are_whole_seconds_a_call_may_end_in_the_next_one() -> None:
    assert lines_in_whole_seconds((39, NUMBER), (40, TOLD)) == [[1, 2]]
    assert lines_in_whole_seconds((39, NUMBER), (41, TOLD)) == [[1], [2]]


def test_where_times_are_whole_seconds_each_call_of_the_next_one_counts() -> None:
    assert lines_in_whole_seconds((39, NUMBER), (39, TOLD), (40, NUMBER), (40, TOLD)) == [[1, 2], [3, 4]]


def test_a_line_of_the_next_second_behind_many_others_is_of_another_call() -> None:
    others = [(40, "H the page is drawn")] * 41
    assert lines_in_whole_seconds((39, NUMBER), *others, (40, TOLD)) == [[1], [43]]


def test_a_second_that_is_shown_with_its_fraction_is_a_whole_second_long() -> None:
    assert lines_of(NUMBER, TOLD, apart=1000) == [[1], [2]]


# ---- storms ----------------------------------------------------------------------------------------------------------


def storm(failures: int, apart: int) -> bytes:
    """Failures of threads of their own, so many milliseconds apart."""
    said = "E A03D00/com.example.radio/JSAPP: sendControlCommand failed, code: 6600107"
    times = (divmod(number * apart, 1000) for number in range(failures))
    lines = (f"11-06 19:30:{s:02}.{ms:03}  6120  {6200 + n} {said}\n" for n, (s, ms) in enumerate(times))
    return "".join(lines).encode()


def test_a_failure_among_many_open_ones_costs_little_more_than_one_alone() -> None:
    """A line is compared with up to 64 open incidents, so each comparison has to be cheap."""

    def steps_for_each(apart: int) -> float:
        few, many = storm(100, apart), storm(300, apart)
        analyze(io.BytesIO(few))  # what is made once for all
        return (steps_of(lambda: analyze(io.BytesIO(many))) - steps_of(lambda: analyze(io.BytesIO(few)))) / 200

    assert steps_for_each(apart=0) < 2.5 * steps_for_each(apart=150)
