"""What the catalogue says of a code decides which session and controller its lines are linked to."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from hilog_avsession.analysis.sessions.registry import Registry
from hilog_avsession.analysis.sessions.tracker import Tracker
from hilog_avsession.api import analyze
from hilog_avsession.knowledge.catalog import Catalog, CodeEntry, Interface
from hilog_avsession.model.events import Basis, Confidence, Form, Linked, Side, Signal
from hilog_avsession.model.incidents import Incident
from hilog_avsession.model.records import Body, Record, Stamp
from hilog_avsession.model.story import StoryEvent, StoryKind


@pytest.mark.parametrize("via", Interface)
def test_what_a_code_is_called_through_decides_its_link(via: Interface) -> None:
    """A new code needs its block in the catalogue, and no line of Python."""
    code = CodeEntry.bare(6600190, "session")._replace(via=via)
    link = next(linked_by(Catalog().with_own([code]), code.number)).link
    assert link.controller == (None if via is Interface.SESSION else 3311)
    assert (link.session is None) == (via is Interface.MANAGER)


@pytest.mark.parametrize("gone", [None, Interface.SESSION, Interface.CONTROLLER])
def test_a_code_that_says_what_is_gone_means_an_ended_session_or_a_released_controller(gone: Interface | None) -> None:
    code = CodeEntry.bare(6600190, "session")._replace(via=Interface.CONTROLLER, gone=gone)
    link = next(linked_by(Catalog().with_own([code]), code.number)).link
    assert link.confidence is (Confidence.HIGH if gone is None else Confidence.LOW)


def linked_by(known: Catalog, code: int) -> Iterator[Linked]:
    """A signal of a code from a process that controls a living session and owns one."""
    tracker = Tracker(known)
    other = tracker.registry.new("AAA******AAA", 6120)
    tracker.registry.add_controller(other, 3311)
    tracker.registry.new("BBB******BBB", 3311)
    stamp, body = Stamp("hilog", "", None, None, 3311, 3311), Body("E", "A", "00001", "", "App", "failed")
    signal = Signal(Record("a.log", 1, stamp, body), "application", Side.APP, Form.CODE, code, application=True)
    return (linked for linked in tracker.follow([signal]) if isinstance(linked, Linked))


# ---- what the lines of a log say of owners and controllers -----------------------------------------------------------

SERVICE, OWNER, CONTROLLER = 1184, 6120, 3311
NAMES = {SERVICE: "av_session", OWNER: "com.example.radio", CONTROLLER: "com.ohos.mediacontroller", 7350: "org.test.tv"}


def line(second: float, pid: int, message: str, level: str = "I", tid: int = 0) -> str:
    return (
        f"11-20 09:41:{second:06.3f} {pid:5} {tid or pid + 9:5} {level} C02B91/{NAMES.get(pid, 'org.test')}/AVSession: "
        f"{message}"
    )


def created(second: float, pid: int = OWNER, shown: str = "F34******AB2", uid: int = 20020077) -> list[str]:
    """The service creates a session."""
    bundle = NAMES.get(pid, "org.test")
    return [
        line(second, SERVICE, f"TAG 0 {bundle} EntryAbility thirdPartyApp=1"),
        line(second + 0.001, SERVICE, f"[AVSessionItem]constructor session id={shown}, userId=100"),
        line(
            second + 0.002, pid, f"[NewInstance]NapiAVSession NewInstance sessionId={shown[:3]}***, sessionType:audio"
        ),
        line(
            second + 0.2,
            SERVICE,
            f"[UpdateTopSession]updateNewTop uid={uid}|pid={pid}|userId:100|sessionId={shown}",
            tid=SERVICE + 3,
        ),
    ]


def controlled(second: float, pid: int = CONTROLLER, shown: str = "F34******AB2") -> list[str]:
    """The service creates a controller."""
    return [
        line(second, SERVICE, f"[CreateControllerInner]CreateControllerInner for sessionId:{shown}|-1|{pid}|100"),
        line(second + 0.001, SERVICE, f"[CreateNewControllerForSession]pid={pid} sessionId={shown}"),
    ]


def released(second: float, shown: str = "F34******AB2") -> str:
    return line(second, SERVICE, f"HandleSessionRelease, sessionId={shown}, bundleName=com.example.radio")


def refused(second: float, pid: int, api: str = "SendControlCommand", native: int = -1013) -> str:
    return line(second, pid, f"[operator()]controller {api} failed:{native}", "E")


def incidents(*parts: str | list[str]) -> tuple[Incident, ...]:
    lines = [text for part in parts for text in ([part] if isinstance(part, str) else part)]
    return analyze(io.BytesIO("\n".join(lines).encode() + b"\n")).incidents


def only(*parts: str | list[str]) -> Incident:
    (found,) = incidents(*parts)
    return found


def session_of(incident: Incident) -> tuple[str | None, int | None]:
    return (incident.session.id, incident.session.pid) if incident.session else (None, None)


def test_a_new_controller_is_known_by_the_pids_of_both_sides() -> None:
    added = line(35, SERVICE, f"[AddController]handle controller newup:{CONTROLLER} for:{OWNER}")
    found = only(created(30), added, refused(39, CONTROLLER))
    assert session_of(found) == ("F34******AB2", OWNER)
    assert found.controller is not None
    assert found.controller.pid == CONTROLLER


def test_a_new_controller_shows_who_owns_the_session_that_the_thread_works_on() -> None:
    added = line(35.002, SERVICE, f"[AddController]handle controller newup:{CONTROLLER} for:{OWNER}")
    found = only(controlled(35), added, refused(39, OWNER, "SetAVMetaData", -1005))
    assert session_of(found) == ("F34******AB2", OWNER)


NEW = "com.example.opera"  # has the pid of another process that has died


def as_new(text: str, pid: int) -> str:
    """The same line of the process that has got the pid."""
    return text.replace(NAMES[pid], NEW)


@pytest.mark.parametrize("shown", ["F34******AB2", "0C4******6E6"], ids=["same", "other"])
def test_a_process_under_a_used_pid_has_the_session_that_it_has_just_created(shown: str) -> None:
    """The service prints the pid before the process prints its name."""
    begin, constructed, *rest = created(40, shown=shown)
    top = line(
        40.0015, SERVICE, f"[UpdateTopSession]updateNewTop uid=20020090|pid={OWNER}|userId:100|sessionId={shown}"
    )
    *_, found = incidents(
        created(30),
        refused(31, OWNER, "SetAVMetaData", -1005),
        released(35),
        [begin, constructed, top, *(as_new(text, OWNER) for text in rest)],
        as_new(refused(41, OWNER, "SetAVMetaData", -1005), OWNER),
    )
    assert session_of(found) == (shown, OWNER)
    assert found.session is not None
    assert (found.session.state, found.context_confidence) == ("alive", Confidence.HIGH)


def test_a_process_under_a_used_pid_has_the_controller_that_it_has_just_got() -> None:
    *_, found = incidents(
        created(30),
        created(31, 7350, "0C4******6E6", 20020080),
        controlled(32, shown="0C4******6E6"),
        refused(33, CONTROLLER),
        controlled(40),
        as_new(refused(40.5, CONTROLLER), CONTROLLER),
    )
    assert session_of(found) == ("F34******AB2", OWNER)
    assert found.context_confidence is Confidence.HIGH


def test_a_process_has_not_the_controllers_of_an_earlier_one_under_its_pid() -> None:
    *_, found = incidents(
        created(30), controlled(32), refused(33, CONTROLLER), as_new(refused(45, CONTROLLER, native=-1011), CONTROLLER)
    )
    assert found.code == 6600103
    assert session_of(found) == (None, None)


@pytest.mark.parametrize("prefix", ["", "[Enqueue]"])
def test_a_call_shows_that_a_pid_has_passed_to_another_process(prefix: str) -> None:
    call = as_new(line(44, OWNER, f"{prefix}name=CreateAVSession"), OWNER)
    failed = line(45, SERVICE, f"[CreateSessionInner]process {OWNER} EntryAbility already has one session.", "E")
    assert session_of(only(created(30), call, failed)) == (None, OWNER)


def test_a_call_that_hides_what_a_check_has_met_is_of_the_session_that_is_gone() -> None:
    """Up to 5.1.0, a command to a session that no longer exists was answered as one to an inactive session."""
    known = [*created(28, 7350, "0C4******6E6", 20020080), *created(29), *controlled(30)]
    known += [*controlled(31, shown="0C4******6E6"), released(35)]
    check = line(36, SERVICE, "[IsSessionActive]session not exist", "E")
    hidden, inactive = incidents(known, check, refused(36.002, CONTROLLER), refused(39, CONTROLLER))
    assert hidden.code == inactive.code == 6600106
    assert (session_of(hidden), hidden.context_confidence) == (("F34******AB2", OWNER), Confidence.LOW)
    assert (session_of(inactive), inactive.context_confidence) == (("0C4******6E6", 7350), Confidence.HIGH)


def ownerless(second: float, shown: str, tid: int = 1193) -> list[str]:
    """The service creates a session of an application in C, which prints nothing of it."""
    lines = "TAG 0 org.test EntryAbility thirdPartyApp=1", f"[AVSessionItem]constructor session id={shown}, userId=100"
    return [line(second, SERVICE, text, tid=tid) for text in lines]


def destructed(second: float, pid: int, shown: str) -> list[str]:
    """The end of a release: what named the session first is lost."""
    removed = f"[RemoveSessionForAllUser]remove session for pid {pid},abilityName EntryAbility"
    gone = f"[~AVSessionItem]destroy with aliveLock session id={shown}, userId=100"
    return [line(second, SERVICE, removed), line(second + 0.002, SERVICE, gone)]


def test_who_owned_a_session_is_known_from_the_end_of_its_release() -> None:
    failed = refused(34, OWNER, "SetAVPlaybackState", -1009)
    found = only(ownerless(30, "F34******AB2"), destructed(33, OWNER, "F34******AB2"), failed)
    assert session_of(found) == ("F34******AB2", OWNER)


def test_the_next_release_of_a_thread_says_nothing_of_the_session_before() -> None:
    first = destructed(33, 7350, "F34******AB2")[1]
    second = destructed(33.3, OWNER, "0C4******6E6")
    failed = refused(34, OWNER, "SetAVPlaybackState", -1009)
    found = only(created(29, OWNER, "0C4******6E6"), ownerless(30, "F34******AB2"), first, second, failed)
    assert session_of(found) == ("0C4******6E6", OWNER)


def test_a_line_about_lyrics_names_the_session_of_the_failure_that_follows() -> None:
    other = created(31, 7350, "0C4******6E6", 20020080)
    start = line(
        39, SERVICE, "[StartDesktopLyricAbility]sessionId=F34******AB2,handler=com.example.radio,userId=100", tid=1199
    )
    failed = line(
        39.001,
        SERVICE,
        "[SetDesktopLyricVisible]The desktop lyrics feature of this application is not enabled.",
        "E",
        tid=1199,
    )
    found = only(created(30), other, start, failed)
    assert session_of(found) == ("F34******AB2", OWNER)
    assert (found.basis, found.context_confidence) == (Basis.THREAD, Confidence.HIGH)


@pytest.mark.parametrize("api", ["SetDesktopLyricVisible", "IsDesktopLyricVisible", "SetDesktopLyricState"])
def test_an_interface_of_both_sides_concerns_what_the_caller_has(api: str) -> None:
    other = created(31, 7350, "0C4******6E6", 20020080)
    failed = refused(39, CONTROLLER, api, -1029), refused(40, 7350, api, -1029)
    by_controller, by_owner = incidents(created(30), other, controlled(35), *failed)
    assert (session_of(by_controller), by_controller.controller is not None) == (("F34******AB2", OWNER), True)
    assert (session_of(by_owner), by_owner.controller) == (("0C4******6E6", 7350), None)


@pytest.mark.parametrize("api", ["StartCastDiscovery", "StopCastDiscovery", "SetDiscoverable"])
def test_an_interface_of_the_manager_concerns_no_session_of_its_caller(api: str) -> None:
    found = only(created(30), line(39, OWNER, f"[{api}]send request failed", "E"))
    assert (found.session, found.process and found.process.pid) == (None, OWNER)


def test_who_stops_casting_stops_the_cast_of_its_own_session_if_it_has_one() -> None:
    app = f"11-20 09:41:39.002 {OWNER:5} {OWNER:5} E A03D00/com.example.radio/JSAPP: stopCasting err: "
    by_owner = only(created(30), line(39, OWNER, "[ReleaseCast]session is destroyed", "E"), f'{app}{{"code":6600102}}')
    assert (by_owner.api, by_owner.code, session_of(by_owner)) == ("stopCasting", 6600102, ("F34******AB2", OWNER))
    by_other = only(created(30), line(39, CONTROLLER, "[StopCast]send request failed", "E"))
    assert (by_other.api, by_other.session) == ("stopCasting", None)


@pytest.mark.parametrize("api", ["GetMediaCenterControlType", "GetSupportedLoopModes", "GetRealPlaybackPosition"])
def test_an_interface_of_controllers_concerns_what_the_caller_controls(api: str) -> None:
    own = created(31, CONTROLLER, "0C4******6E6", 20020080)
    found = only(created(30), own, controlled(35), refused(39, CONTROLLER, api, -1007))
    assert session_of(found) == ("F34******AB2", OWNER)


def test_who_already_has_a_session_owns_one_even_if_no_line_shows_it() -> None:
    failed = line(39, SERVICE, f"[CreateSessionInner]process {OWNER} EntryAbility already has one session.", "E")
    found = only(failed)
    assert session_of(found) == (None, OWNER)
    top = line(
        40, SERVICE, f"[UpdateTopSession]updateNewTop uid=20020077|pid={OWNER}|userId:100|sessionId=F34******AB2"
    )
    report = analyze(io.BytesIO(f"{failed}\n{top}\n".encode()))
    assert [(session.id, session.pid, session.ability) for session in report.sessions] == [
        ("F34******AB2", OWNER, "EntryAbility")
    ]


# ---- lines that are missing ------------------------------------------------------------------------------------------


def test_the_only_controller_is_no_proof_where_the_log_says_that_lines_are_lost() -> None:
    lost = "11-20 09:41:37.000     0     0 I C00000/HiLog: Slow reader missed log lines: 250"
    whole, gapped = only(created(30), controlled(35), refused(39, CONTROLLER)), None
    gapped = only(created(30), controlled(35), lost, refused(39, CONTROLLER))
    assert (whole.context_confidence, gapped.context_confidence) == (Confidence.HIGH, Confidence.MEDIUM)
    assert session_of(whole) == session_of(gapped)


def test_the_only_controller_is_no_proof_where_the_head_of_the_log_is_missing() -> None:
    found = only(released(29, "AAA******AAA"), created(30), controlled(35), refused(39, CONTROLLER))
    assert found.context_confidence is Confidence.MEDIUM


def test_a_controller_seen_long_ago_is_no_proof_unless_the_log_begins_with_the_service() -> None:
    """The log may begin in the middle without any line that shows it."""
    start = line(1, SERVICE, "[OnStart]OnStart SA with process check")
    seen = created(2), controlled(5)
    assert only(*seen, refused(14, CONTROLLER)).context_confidence is Confidence.HIGH
    assert only(*seen, refused(55, CONTROLLER)).context_confidence is Confidence.MEDIUM
    assert only(start, *seen, refused(55, CONTROLLER)).context_confidence is Confidence.HIGH


def test_a_command_shows_what_a_controller_works_on_although_lines_are_missing() -> None:
    gone = released(29, "AAA******AAA")
    sent = line(
        38.5, SERVICE, f"[ExecuteControllerCommand]ExecuteControllerCommand code 1 from pid {CONTROLLER} to pid {OWNER}"
    )
    by_command = only(gone, created(30), controlled(35), sent, refused(39, CONTROLLER))
    by_creation = only(gone, created(30), controlled(38.5), refused(39, CONTROLLER))
    assert (by_command.context_confidence, by_creation.context_confidence) == (Confidence.HIGH, Confidence.MEDIUM)


def test_the_only_controller_of_a_session_that_is_older_than_the_log_is_a_guess() -> None:
    assert only(controlled(35), refused(39, CONTROLLER)).context_confidence is Confidence.LOW


def test_why_a_cast_was_refused_says_nothing_of_a_later_cast() -> None:
    """The line that begins the later cast may be lost."""
    ret = line(30, SERVICE, "[StartCastSession]StartCastSession failed and return the ret is -1007", tid=1199)

    def failed(second: float) -> list[str]:
        step = line(second, SERVICE, "[StartCast]StartCast failed", "E", tid=1199)
        return [step, refused(second + 0.001, CONTROLLER, "StartCast", -1020)]

    assert only(ret, failed(30.1)).cause == "engine-refused"
    assert only(ret, failed(50)).cause is None


def test_a_session_ends_with_the_next_one_of_its_process_though_its_release_is_lost() -> None:
    """The service refuses a second session of a process."""
    first, second = created(30), created(32, shown="0C4******6E6")
    found = only(
        first, second, released(34, "0C4******6E6"), line(39, OWNER, "[SetAVMetaData]session is destroyed", "E")
    )
    assert session_of(found) == ("0C4******6E6", OWNER)


def test_what_was_said_before_a_lost_creation_is_not_said_of_a_later_session() -> None:
    begun = line(30, SERVICE, "TAG 0 org.test.tv EntryAbility thirdPartyApp=1")
    found = only(begun, created(33)[1:], refused(39, OWNER, "SetAVMetaData", -1005))
    assert found.session is not None
    assert found.session.bundle == "com.example.radio"


def test_a_pid_with_another_uid_is_another_process() -> None:
    before = [*created(30, 7350, "0C4******6E6", 20020080), released(31, "0C4******6E6")]
    failed = line(39, SERVICE, "[SetAVMetaData]session is destroyed", "E")
    later = [text for text in created(33, 7350, "F34******AB2", 20020099) if "thirdPartyApp" not in text]
    anonymous = [text.replace("org.test.tv/AVSession", "AVSession") for text in (*before, *later)]
    report = analyze(io.BytesIO("\n".join([*anonymous, failed]).encode()))
    bundles = {session.id: session.bundle for session in report.sessions}
    assert bundles == {"0C4******6E6": "org.test.tv", "F34******AB2": None}


@pytest.mark.parametrize(
    ("prefix", "domain"),
    [("[CreateNewSession()-avsession_service.cpp:500] ", "C02b00"), ("[CreateNewSession]", "C02b91")],
    ids=["3.2", "5.0.3"],
)
@pytest.mark.parametrize("ability", [" EntryAbility", ""])
def test_a_session_of_an_old_release_is_named_when_it_is_created(prefix: str, domain: str, ability: str) -> None:
    place = "()-avsession_service.cpp:566] " if "cpp" in prefix else "]"
    texts = [
        f"I {domain}/AVSession: {prefix}RADIO 0 com.example.radio{ability}",
        f"I {domain}/AVSession: [CreateNewSession{place}success sessionId=F34******AB2",
    ]
    lines = [f"11-20 09:41:00.00{number}  1184  1420 {text}\n" for number, text in enumerate(texts)]
    (session,) = analyze(io.BytesIO("".join(lines).encode())).sessions
    assert (session.bundle, session.tag, session.type) == ("com.example.radio", "RADIO", "audio")
    assert session.ability == (ability.strip() or None)


def test_a_uid_that_is_learnt_later_leaves_the_known_bundle_of_the_session_alone() -> None:
    own = line(30, OWNER, f"[NewInstance]sessionId={'F34' + '0' * 58 + 'AB2'}, sessionType:audio")
    top = line(
        30.2, SERVICE, "[UpdateTopSession]updateNewTop uid=20020077|userId:100|sessionId=F34******AB2", tid=SERVICE + 3
    )
    failed = line(39, OWNER, "[operator()]SetAVPlaybackState failed:-1009", "E")
    for found in (only(own, failed), only(own, top, failed)):
        assert found.session is not None
        assert (found.session.bundle, found.session.pid) == ("com.example.radio", OWNER)
    assert found.session.uid == 20020077


def test_a_bundle_goes_with_the_uid_of_another_process() -> None:
    """The pid belonged to another process before, whose lines have named its bundle."""
    before = [*created(30, 7350, "0C4******6E6", 20020080), released(31, "0C4******6E6")]
    own = line(33, 7350, "[NewInstance]NapiAVSession NewInstance sessionId=F34***, sessionType:audio")
    top = line(33.2, SERVICE, "[UpdateTopSession]updateNewTop uid=20020099|userId:100|sessionId=F34******AB2")
    text = "\n".join([*before, own, top]).replace("org.test.tv/AVSession", "AVSession")
    sessions = {session.id: session for session in analyze(io.BytesIO(text.encode())).sessions}
    assert (sessions["F34******AB2"].uid, sessions["F34******AB2"].bundle) == (20020099, None)


# ---- a session whose halves turn out to be one -----------------------------------------------------------------------

CASTING = line(30, SERVICE, "[StartCast]SessionId is A41******9C0", tid=1199)
NO_ID = line(30.005, SERVICE, f"[CreateSessionInner]process {OWNER} EntryAbility already has one session.", "E")
OWN = line(30.01, OWNER, "[NewInstance]NapiAVSession NewInstance sessionId=A41***, sessionType:audio")


@pytest.mark.parametrize("between", [[], [NO_ID]], ids=["one", "halves"])
def test_a_thread_keeps_its_session_when_the_session_gets_an_owner(between: list[str]) -> None:
    *_, found = incidents(CASTING, between, OWN, line(30.02, SERVICE, "[StartCast]session not exist", "E", tid=1199))
    assert (found.code, session_of(found)) == (6600102, ("A41******9C0", OWNER))
    assert (found.context_confidence, found.basis) == (Confidence.HIGH, Basis.THREAD)


@pytest.mark.parametrize("between", [[], [NO_ID]], ids=["one", "halves"])
def test_a_controller_keeps_what_it_works_on_when_the_session_gets_an_owner(between: list[str]) -> None:
    other = [*created(28, 7350, "0C4******6E6", 20020080), *controlled(29, shown="0C4******6E6")]
    *_, found = incidents(other, controlled(30, shown="A41******9C0"), between, OWN, refused(30.5, CONTROLLER))
    assert session_of(found) == ("A41******9C0", OWNER)
    assert found.basis is Basis.TIME


def test_links_to_a_session_without_an_id_are_links_to_the_session_that_takes_its_place() -> None:
    first, second = incidents(CASTING, NO_ID, OWN, line(30.02, SERVICE, "[StartCast]session not exist", "E", tid=1199))
    assert session_of(first) == session_of(second)


def test_a_session_keeps_what_lines_have_shown_of_both_halves() -> None:
    registry = Registry()
    session = registry.new("A41******9C0")
    session.tag = "RADIO"
    half = registry.new(pid=OWNER)
    registry.learn_bundle(half, "com.example.radio")
    half.cast_handle, half.cast_device, half.user, half.type, half.tag = "4294967296", "TV**1", 100, "audio", "other"
    registry.learn_pid(session, OWNER)
    assert registry.owned_by(OWNER) == registry.living_of("com.example.radio") == [session]
    assert (session.cast_handle, session.cast_device, session.user) == ("4294967296", "TV**1", 100)
    assert (session.bundle, session.type, session.tag) == ("com.example.radio", "audio", "RADIO")


def test_a_session_that_ended_before_its_owner_was_known_still_makes_room_first() -> None:
    registry = Registry(max_sessions=3)
    ended = registry.new("A41******9C0")
    living = registry.new("0C4******6E6", 7350)
    nameless = registry.new(pid=OWNER)
    registry.end(ended, StoryEvent("", StoryKind.RELEASED, "a.log", 1, ""))
    registry.learn_pid(ended, OWNER)
    assert list(registry.sessions.values()) == [living, ended]
    assert registry.of(nameless.ref) is ended
    registry.new("F34******AB2", 9000)
    registry.new("F34******AB3", 9001)
    assert ended not in registry.sessions.values()
    assert registry.of(nameless.ref) is registry.of(ended.ref) is None
    assert registry.of(living.ref) is living


# ---- an application's echo -------------------------------------------------------------------------------------------


def printed(second: float, text: str, pid: int = OWNER) -> str:
    """An application prints a line of its own."""
    return f"11-20 09:41:{second:06.3f} {pid:5} {pid:5} E A03D00/{NAMES.get(pid, 'org.test')}/JSAPP: {text}"


def test_what_the_framework_met_says_more_of_the_session_than_the_application_that_echoes_it() -> None:
    called = line(36, OWNER, "[GetAVCastController]session is destroyed", "E")
    echo = printed(
        36.06, "Failed to getAVCastController: 6600101, GetAVCastController failed : native get controller failed"
    )
    found = only(created(30), released(35), called, created(36.02, shown="C22******D22"), echo)
    assert session_of(found) == ("F34******AB2", OWNER)
    assert found.code == 6600101


def test_an_application_that_owns_a_new_session_may_still_use_the_old_one() -> None:
    called = line(39, OWNER, "[GetAVCastController]session is destroyed", "E")
    echo = printed(
        39.06, "Failed to getAVCastController: 6600101, GetAVCastController failed : native get controller failed"
    )
    found = only(created(30), released(35), created(36, shown="C22******D22"), called, echo)
    assert found.context_confidence is Confidence.MEDIUM
    assert len(found.candidates) == 2


def test_the_controller_is_the_caller_not_the_one_that_the_thread_served_before() -> None:
    before = line(
        38.990, SERVICE, f"[ExecuteControllerCommand]ExecuteControllerCommand code 7 from pid 7350 to pid {OWNER}"
    )
    refusal = line(38.996, SERVICE, "[SendControlCommand]command send number exceed max", "E")
    echo = printed(39.06, "sendControlCommand failed, code: 6600107", CONTROLLER)
    found = only(created(30), before, refusal, refused(38.997, CONTROLLER, native=-1018), echo)
    assert found.controller is not None
    assert found.controller.pid == CONTROLLER


def test_where_a_line_does_not_say_which_controller_was_released_it_is_rather_the_one_used_last() -> None:
    gone = line(41, SERVICE, f"[Destroy]controller destroyed for pid {CONTROLLER}")
    ended = [*created(28, 7350, "0C4******6E6", 20020080), *controlled(30, shown="0C4******6E6")]
    ended.append(released(32, "0C4******6E6"))
    called = line(42, CONTROLLER, "[GetValidCommands]controller is destroy", "E")
    found = only(ended, created(35), controlled(36), gone, called)
    assert session_of(found) == ("F34******AB2", OWNER)
    assert (found.context_confidence, len(found.candidates)) == (Confidence.LOW, 2)


def test_the_application_that_failed_is_named_and_not_the_one_that_got_its_pid() -> None:
    head = "6120  6120 E A03D00/com.example"
    log = (
        f"11-06 19:30:00.500  {head}.radio/JSAPP: createAVSession BusinessError: code: 6600101\n"
        f"11-06 19:40:00.500  {head}.cinema/JSAPP: activate BusinessError: code: 6600102\n"
    )
    report = analyze(io.BytesIO(log.encode()))
    wanted = {6600101: "com.example.radio", 6600102: "com.example.cinema"}
    assert {incident.code: incident.application for incident in report.incidents} == wanted
    seen = {advice.code: [where.process for where in advice.where] for advice in report.recommendations}
    assert {code: [process and process.process for process in found] for code, found in seen.items()} == {
        code: [name] for code, name in wanted.items()
    }


def test_a_session_names_its_controller_and_not_the_process_that_got_the_pid() -> None:
    own = [*created(30), *controlled(32), refused(33, CONTROLLER), line(34, CONTROLLER, "name=SetAVMetaData")]
    later = [
        as_new(refused(45, CONTROLLER, native=-1011), CONTROLLER),
        *created(50, 7350, "0C4******6E6", 20020080),
        *controlled(52, shown="0C4******6E6"),
        as_new(refused(53, CONTROLLER), CONTROLLER),
    ]
    report = analyze(io.BytesIO("\n".join([*own, *later]).encode()))
    assert [[(found.pid, found.process) for found in session.controllers] for session in report.sessions] == [
        [(CONTROLLER, "com.ohos.mediacontroller")],
        [(CONTROLLER, NEW)],
    ]
