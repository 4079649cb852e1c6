"""The form of a statement: what AVSession prints when something happens, and how to read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from ...model.events import Confidence, Form, Side

# the native numbers of the catalogue without -1, which is too common a number; a test compares the two
NATIVE = r"-10(?:0[1-9]|1\d|2\d)"
# as `functions`: only lines without a function; as `not_functions`: only lines with one, where nothing else
# distinguishes the statement from another
UNNAMED = ("",)


class Learns(StrEnum):
    """The kind of fact that a statement states instead of an error."""

    SERVICE_START = "service-start"
    SERVICE_DIED = "service-died"  # seen by a client
    CLIENT_DIED = "client-died"  # pid
    CLIENT = "client"  # a process connected to the service: pid
    CREATE_BEGIN = "create-begin"  # tag, type, bundle, ability; the id follows on the same thread
    CREATE = "create"  # session (service side)
    CREATED_UID = "created-uid"  # uid; belongs to the session just constructed on the same thread
    OWNER = "owner"  # session; the header's process owns it (app side)
    SESSION_OF = "session-of"  # session with any of pid, uid, user, bundle
    PROCESS = "process"  # pid with any of uid, bundle, ability; names no session
    BUNDLE_UID = "bundle-uid"  # bundle and uid of a caller
    ACTIVE = "active"  # pid of the owner, state
    RELEASE = "release"  # session [bundle]
    RELEASED_PID = "released-pid"  # pid, ability; same thread as a release
    FULL_ID = "full-id"  # a full id in a path or an application's line
    CONTROLLER = "controller"  # session, controller (pid)
    CONTROLLER_SELF = "controller-self"  # session; the header's process is a controller of it
    CONTROLLER_GONE = "controller-gone"  # controller (pid), or the header's process
    COMMAND = "command"  # controller (pid) and pid (of the session)
    COMMAND_TO = "command-to"  # controller_uid, bundle; the session is that of the preceding command on the same thread
    CALL = "call"  # api: the header's process calls it
    CAST_BEGIN = "cast-begin"  # session, on this thread
    CAST = "cast"  # any of handle, cast_id, device, state
    CAST_REFUSED = "cast-refused"  # number of the cast engine, or reason
    DESTROYED_PROXY = "destroyed-proxy"  # the header's process drops its session object


# the fields without which a fact is useless
REQUIRED: Mapping[Learns, frozenset[str]] = {kind: frozenset() for kind in Learns} | {
    Learns.CLIENT_DIED: frozenset({"pid"}),
    Learns.CREATE: frozenset({"session"}),
    Learns.CREATED_UID: frozenset({"uid"}),
    Learns.OWNER: frozenset({"session"}),
    Learns.PROCESS: frozenset({"pid"}),
    Learns.BUNDLE_UID: frozenset({"uid", "bundle"}),
    Learns.ACTIVE: frozenset({"pid", "state"}),
    Learns.RELEASE: frozenset({"session"}),
    Learns.FULL_ID: frozenset({"session"}),
    Learns.CONTROLLER: frozenset({"session"}),
    Learns.CONTROLLER_SELF: frozenset({"session"}),
    Learns.COMMAND: frozenset({"controller", "pid"}),
    Learns.CAST_BEGIN: frozenset({"session"}),
}


class Statement(NamedTuple):
    """One thing that AVSession prints.

    The pattern must match the whole text after the `[Function]` prefix; without a pattern that text is the needle. A
    statement states a failure (`fails`), a fact (`learns`), or, with neither, nothing: it is known noise.
    """

    name: str  # unique, kebab case
    needle: str  # a literal of every line that the statement reads, found regardless of case
    side: Side
    since: str  # first release that prints it
    example: str  # a message with its prefix
    pattern: str = ""  # its named groups become fields; "": the needle is all of the text
    until: str = ""  # last release that prints it; "": still printed
    decoy: str = ""  # a similar message that the statement must not read
    functions: tuple[str, ...] = ()  # the functions that print it; (): any
    not_functions: tuple[str, ...] = ()
    # -- a failure --
    fails: bool = False
    form: Form = Form.PHRASE
    native: int | None = None
    code: int | None = None  # public code, where it has no native number
    also: tuple[int, ...] = ()
    cause: str | None = None
    api: str | None = None
    confidence: Confidence = Confidence.HIGH
    weak: bool = False
    callback: bool = False
    # -- or a fact --
    learns: Learns | None = None
    values: Mapping[str, str] = MappingProxyType({})  # fixed fields of the fact

    @property
    def full_pattern(self) -> str:
        """The pattern, or the needle taken literally."""
        return self.pattern or re.escape(self.needle)

    def compile(self) -> re.Pattern[str]:
        """Compile the pattern for `fullmatch` on the text after the prefix."""
        return re.compile(self.full_pattern, re.ASCII)
