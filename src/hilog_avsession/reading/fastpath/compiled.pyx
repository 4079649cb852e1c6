# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""`portable`, compiled: the same arguments, the same results."""

from collections import OrderedDict

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.tuple cimport PyTuple_GET_ITEM
from cpython.unicode cimport PyUnicode_DecodeASCII
from libc.math cimport INFINITY
from libc.string cimport memchr, memcmp

from ...model.records import LONGEST_BODY, Line, Record, Stamp, fast_new, remember
from ..layouts import HEAD_FORM, head_end
from . import portable

cdef Py_ssize_t LONGEST = LONGEST_BODY

if (len(Line._fields), len(Stamp._fields), len(Record._fields)) != (5, 7, 5):
    raise ImportError("compiled for other values")

# ---- bytes -------------------------------------------------------------------------------------------------------


cdef inline bint is_digit(char letter) noexcept nogil:
    return b"0" <= letter <= b"9"


cdef inline Py_ssize_t past_digits(const char* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and is_digit(data[at]):
        at += 1
    return at


cdef inline Py_ssize_t past_blanks(const char* data, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    while at < end and data[at] == b" ":
        at += 1
    return at


cdef inline bint begins_like(const char* data, const char* form, Py_ssize_t width) noexcept nogil:
    """Whether data begins like a form, in which a NUL is any digit."""
    cdef Py_ssize_t i
    for i in range(width):
        if not (is_digit(data[i]) if form[i] == b"\0" else data[i] == form[i]):
            return False
    return True


cdef Py_ssize_t ends_in(const char* data, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """How many lines end between two offsets."""
    cdef Py_ssize_t i, stop, count = 0
    cdef unsigned char few  # sums of bytes are what compilers make wide registers of
    while start < end:
        stop, few = min(start + 255, end), 0
        for i in range(start, stop):
            few += data[i] == b"\n"
        count += few
        start = stop
    return count


def next_unlike(bytes data not None, Py_ssize_t start, bytes beginning not None):
    cdef const char* first = PyBytes_AS_STRING(data)
    cdef const char* form = PyBytes_AS_STRING(beginning)
    cdef Py_ssize_t at = max(start, 0), size = PyBytes_GET_SIZE(data), width = PyBytes_GET_SIZE(beginning)
    cdef const char* end
    while at < size:
        end = <const char*> memchr(first + at, b"\n", size - at)
        if end == NULL:
            break
        at = end - first + 1
        if size - at < width or not begins_like(first + at, form, width):
            return at
    return -1


# ---- blocks ------------------------------------------------------------------------------------------------------


cdef class Block:
    cdef readonly bytes data
    cdef readonly Py_ssize_t first_line
    cdef Py_ssize_t counted, number, all_lines

    def __init__(self, bytes data not None, Py_ssize_t first_line):
        self.data, self.first_line = data, first_line
        self.counted, self.number, self.all_lines = 0, first_line, -1

    cpdef Py_ssize_t number_of(self, Py_ssize_t start):
        start = min(start, PyBytes_GET_SIZE(self.data))
        self.number += ends_in(PyBytes_AS_STRING(self.data), self.counted, start)
        self.counted = start
        return self.number

    @property
    def lines(self):
        cdef Py_ssize_t size = PyBytes_GET_SIZE(self.data)
        cdef const char* first = PyBytes_AS_STRING(self.data)
        if self.all_lines < 0:
            self.all_lines = self.number - self.first_line + ends_in(first, self.counted, size)
            self.all_lines += size > 0 and first[size - 1] != b"\n"
        return self.all_lines


# ---- hits and lines ----------------------------------------------------------------------------------------------


cdef class Hits:
    cdef readonly list found
    cdef list suffixes
    cdef bytes data

    def __init__(self, bytes data not None, list suffixes not None):
        self.data, self.suffixes, self.found = data, suffixes, []

    def __call__(self, Py_ssize_t needle, start, end, flags, context):
        suffix = self.suffixes[needle]
        if suffix is None or suffix(self.data, end):
            self.found.append((end, needle))


cdef bytes FORM = HEAD_FORM
cdef const char* USUAL_TIME = PyBytes_AS_STRING(FORM)
cdef Py_ssize_t WIDTH = PyBytes_GET_SIZE(FORM)


cdef Py_ssize_t usual_head_end(const char* data, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    """Where a head of the usual form, fraction, pid and tid, ends in front of a level; -1 where the line has none."""
    cdef Py_ssize_t at, digits
    if end - start < WIDTH or not begins_like(data + start, USUAL_TIME, WIDTH):
        return -1
    at = past_digits(data, start + WIDTH, end)
    if at - start - WIDTH not in (3, 6, 9):
        return -1
    for _ in range(2):
        digits = past_blanks(data, at, end)
        if digits == at:
            return -1
        at = past_digits(data, digits, end)
        if not 1 <= at - digits <= 10:
            return -1
    if end - at > 2 and data[at] == b" " and data[at + 2] == b" " and data[at + 1] in b"DIWEFVX":
        return at
    return -1


cdef class Cutter:
    cdef object judge, find_lead
    cdef dict verdicts

    def __init__(self, judge, find_lead):
        self.judge, self.find_lead = judge, find_lead
        self.verdicts = {}

    def lines(self, Block block not None, hits):
        cdef bytes data = block.data
        cdef const char* first = PyBytes_AS_STRING(data)
        cdef Py_ssize_t size = PyBytes_GET_SIZE(data), start = 0, line_end = 0, end
        cdef const char* found_end
        cdef list found = [], lines = []
        for end, needle in hits:
            if end > line_end:
                if found:
                    self.add(lines, block, data, start, line_end, found)
                start = end
                while start > line_end and first[start - 1] != b"\n":
                    start -= 1
                found_end = <const char*> memchr(first + end, b"\n", size - end)
                line_end = size if found_end == NULL else found_end - first
                found = []
            found.append(needle)
        if found:
            self.add(lines, block, data, start, line_end, found)
        return lines

    cdef int add(self, list lines, Block block, bytes data, Py_ssize_t start, Py_ssize_t end, list found) except -1:
        cdef const char* first = PyBytes_AS_STRING(data)
        cdef Py_ssize_t cut = usual_head_end(first, start, end)
        cdef bytes body
        cdef PyObject* known
        if cut < 0:
            cut = head_end(data, start, end)
        body = PyBytes_FromStringAndSize(first + cut, end - cut)
        known = PyDict_GetItem(self.verdicts, body)
        if known != NULL:
            needles = <object> known
        else:
            needles = self.judge(body, found)
            if end - cut <= LONGEST:
                remember(self.verdicts, body, needles)
        if not needles:
            return 0
        number = block.number_of(start)
        head = PyBytes_FromStringAndSize(first + start, cut - start)
        lead = self.find_lead(block, start, number, body) if cut == start else None
        lines.append(fast_new(Line, (number, head, body, needles, lead)))
        return 0


# ---- heads -------------------------------------------------------------------------------------------------------


cdef double power_of_ten(Py_ssize_t exponent) noexcept nogil:
    cdef double power = 1
    for _ in range(exponent):
        power *= 10
    return power


cdef long long number_in(const char* data, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    cdef long long number = 0
    cdef Py_ssize_t i
    for i in range(start, end):
        number = 10 * number + data[i] - <char> b"0"
    return number


cdef struct Head:
    Py_ssize_t time_end  # where the printed time ends
    double second  # since the beginning of the minute
    long long millisecond  # the same, without what is behind the third digit
    long long pid, tid


cdef class Minute:
    cdef bytes printed
    cdef long long start
    cdef object year, offset, in_python

    def __init__(self, str printed not None, start, year, offset):
        self.printed, self.start, self.year, self.offset = printed.encode(), start, year, offset
        self.in_python = portable.Minute(printed, start, year, offset)

    cdef bint begins(self, bytes head) noexcept:
        cdef Py_ssize_t width = PyBytes_GET_SIZE(self.printed)
        if PyBytes_GET_SIZE(head) < width:
            return False
        return memcmp(PyBytes_AS_STRING(head), PyBytes_AS_STRING(self.printed), width) == 0

    cdef bint read(self, bytes text, Head* head) noexcept:
        """Read a head of the minute; False where its numbers are not the usual ones."""
        cdef const char* data = PyBytes_AS_STRING(text)
        cdef Py_ssize_t end = PyBytes_GET_SIZE(text), at = PyBytes_GET_SIZE(self.printed)
        cdef Py_ssize_t dot, pid, pid_end, tid
        cdef double fraction
        dot = past_digits(data, at, end)
        if dot != at + 2 or dot == end or data[dot] != b".":
            return False
        head.time_end = past_digits(data, dot + 1, end)
        pid = past_blanks(data, head.time_end, end)
        pid_end = past_digits(data, pid, end)
        tid = past_blanks(data, pid_end, end)
        if not (pid < pid_end < tid < end and past_digits(data, tid, end) == end):
            return False  # a sign before a number
        if not 3 < head.time_end - dot <= 10 or pid_end - pid > 10 or end - tid > 10:
            return False
        # whole numbers divided once round as the decimal number itself does
        fraction = power_of_ten(head.time_end - dot - 1)
        head.second = number_in(data, at, dot) * fraction + number_in(data, dot + 1, head.time_end)
        head.second = head.second / fraction
        head.millisecond = 1000 * number_in(data, at, dot) + number_in(data, dot + 1, dot + 4)
        head.pid, head.tid = number_in(data, pid, pid_end), number_in(data, tid, end)
        return True

    cdef made(self, bytes text, Head* head):
        """The stamp of a head that was read."""
        time = PyUnicode_DecodeASCII(PyBytes_AS_STRING(text), head.time_end, NULL)
        clock = self.start + head.second
        epoch = None if self.offset is None else clock - <long long> self.offset
        return fast_new(Stamp, ("time", time, clock, epoch, head.pid, head.tid, self.year))

    cpdef stamp(self, bytes head):
        cdef Head read
        if head is None:
            raise TypeError("a head is bytes")
        if not self.begins(head):
            return None
        return self.made(head, &read) if self.read(head, &read) else self.in_python.stamp(head)


# ---- the order of lines, and lines that tell nothing new ---------------------------------------------------------

cdef double STEP = portable.STEP
cdef double JUMP = portable.JUMP
cdef Py_ssize_t FAR = portable.FAR
cdef Py_ssize_t MOST_THREADS = portable.MOST_THREADS


cdef class Order:
    cdef double newest
    cdef bint at_border
    cdef dict last_of_thread

    def __init__(self):
        self.newest, self.at_border, self.last_of_thread = -INFINITY, False, {}

    def restart(self):
        self.newest, self.at_border = -INFINITY, False
        self.last_of_thread.clear()

    def continue_input(self):
        self.at_border = True

    def steps_back(self, double clock, thread, Py_ssize_t line):
        cdef bint back = self.is_back(clock, thread, line)
        if back:
            self.restart()
        self.note(clock, thread, line)
        return back

    cdef bint is_back(self, double clock, thread, Py_ssize_t line) except -1:
        cdef PyObject* last
        cdef double before
        if clock > self.newest:  # later than all before it, so also than those of its thread
            return False
        if self.at_border:
            return clock < self.newest
        if clock < self.newest - STEP:
            return True
        last = PyDict_GetItem(self.last_of_thread, thread)
        if last == NULL:
            return False
        before = <object> PyTuple_GET_ITEM(<object> last, 0)
        return clock < before or (clock == before and line > <Py_ssize_t> <object> PyTuple_GET_ITEM(<object> last, 1) + FAR)

    cdef int note(self, double clock, thread, Py_ssize_t line) except -1:
        if clock > self.newest:
            self.newest = clock
        self.at_border = False
        self.last_of_thread[thread] = clock, line
        if len(self.last_of_thread) > MOST_THREADS:
            self.last_of_thread.clear()
        return 0


def mark_of(long long minute, long long moment, pid, tid, long long body):
    return mixed(minute, moment, pid, -1 if tid is None else tid, body)


cdef inline unsigned long long joined(unsigned long long mark, long long part) noexcept nogil:
    mark = (mark ^ <unsigned long long> part) * <unsigned long long> 0x9E3779B97F4A7C15
    return mark ^ (mark >> 32)


cdef long long mixed(long long minute, long long moment, long long pid, long long tid, long long body) noexcept nogil:
    return <long long> joined(joined(joined(joined(joined(0, minute), moment), pid), tid), body)


cdef class Sieve:
    cdef readonly Order order
    cdef public double last_clock
    cdef public bint took
    cdef readonly Py_ssize_t held
    cdef Minute seen, minute  # of the last record, if it was read here; of the records that can be taken
    cdef long long key  # of the minute of these records
    cdef Py_ssize_t room, taken
    cdef object add
    cdef dict silent
    cdef object processes  # by pid, the one seen last at the end
    cdef double begin, end  # between these clocks no incident is over

    def __init__(self):
        self.order, self.last_clock, self.took, self.held = Order(), -INFINITY, False, 0
        self.silent, self.processes = {}, OrderedDict()
        self.begin, self.end = -INFINITY, INFINITY

    def note_marks(self, long long minute, add, Py_ssize_t room):
        self.minute, self.key, self.add, self.room = self.seen, minute, add, room

    def stop_noting(self):
        taken, self.taken, self.minute = self.taken, 0, None
        return taken

    def silence(self, body, presence=None):
        remember(self.silent, body, presence)

    def watch(self, processes not None):
        self.processes = processes

    def nothing_ends_between(self, double begin, double end):
        self.begin, self.end = begin, end

    def next(self, lines, Minute minute not None, dict bodies not None, read_body, source):
        cdef Head head
        cdef bytes text
        cdef PyObject* known
        cdef double clock
        for line in lines:
            self.took = False
            text = <object> PyTuple_GET_ITEM(line, 1)
            self.seen = None
            if not minute.begins(text) or not minute.read(text, &head):
                return line
            known = PyDict_GetItem(bodies, <object> PyTuple_GET_ITEM(line, 2))
            body = <object> known if known != NULL else read_body(line)
            if body is None:
                return line
            self.seen = minute
            number, pid, tid = <object> PyTuple_GET_ITEM(line, 0), head.pid, head.tid
            clock = minute.start + head.second
            # kernel lines are no evidence, so they are not remembered
            if self.minute is minute and self.taken < self.room and body.type != "K":
                self.took = self.take(clock, (pid, tid), number, &head, body)
                if self.took and self.is_silent(body, clock, pid):
                    self.held += 1
                    continue
            return fast_new(Record, (source, number, minute.made(text, &head), body, False))
        return None

    cdef bint take(self, double clock, thread, number, Head* head, body) except -1:
        """Note a record that comes in its turn; False, and nothing noted, where the order needs a closer look."""
        if clock < self.last_clock - JUMP or self.order.is_back(clock, thread, number):
            return False
        self.order.note(clock, thread, number)
        self.add(mixed(self.key, head.millisecond, head.pid, head.tid, <long long> body.mark))
        self.last_clock = clock
        self.taken += 1
        return True

    cdef bint is_silent(self, body, double clock, pid) except -1:
        cdef PyObject* known = PyDict_GetItem(self.silent, body)
        if known == NULL:
            return False
        if <object> known is None:
            return True
        if not self.begin <= clock <= self.end:
            return False
        process = self.processes.get(pid)
        if process is None or process.presence != <object> known:
            return False
        self.processes.move_to_end(pid)
        return True
