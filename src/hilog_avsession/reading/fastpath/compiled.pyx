# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""`portable`, compiled: the same arguments, the same results."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from cpython.dict cimport PyDict_GetItem
from cpython.object cimport PyObject
from cpython.tuple cimport PyTuple_GET_ITEM
from cpython.unicode cimport PyUnicode_DecodeASCII
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


cdef class Minute:
    cdef bytes printed
    cdef long long start
    cdef object year, offset, in_python

    def __init__(self, str printed not None, start, year, offset):
        self.printed, self.start, self.year, self.offset = printed.encode(), start, year, offset
        self.in_python = portable.Minute(printed, start, year, offset)

    def record(self, source, line, dict bodies not None):
        cdef PyObject* body = PyDict_GetItem(bodies, <object> PyTuple_GET_ITEM(line, 2))
        if body == NULL:
            return None
        stamp = self.stamp(<object> PyTuple_GET_ITEM(line, 1))
        if stamp is None:
            return None
        return fast_new(Record, (source, <object> PyTuple_GET_ITEM(line, 0), stamp, <object> body, False))

    cpdef stamp(self, bytes head):
        if head is None:
            raise TypeError("a head is bytes")
        cdef const char* data = PyBytes_AS_STRING(head)
        cdef Py_ssize_t end = PyBytes_GET_SIZE(head), at = PyBytes_GET_SIZE(self.printed)
        cdef Py_ssize_t dot, fraction, pid, pid_end, tid
        cdef double clock
        if end < at or memcmp(data, PyBytes_AS_STRING(self.printed), at):
            return None
        dot = past_digits(data, at, end)
        if dot != at + 2 or dot == end or data[dot] != b".":
            return self.in_python.stamp(head)
        fraction = past_digits(data, dot + 1, end)
        pid = past_blanks(data, fraction, end)
        pid_end = past_digits(data, pid, end)
        tid = past_blanks(data, pid_end, end)
        if not (pid < pid_end < tid < end and past_digits(data, tid, end) == end):
            return self.in_python.stamp(head)  # a sign before a number
        if fraction - dot > 10 or pid_end - pid > 10 or end - tid > 10:
            return self.in_python.stamp(head)
        # whole numbers divided once round as the decimal number itself does
        clock = number_in(data, at, dot) * power_of_ten(fraction - dot - 1) + number_in(data, dot + 1, fraction)
        clock = self.start + clock / power_of_ten(fraction - dot - 1)
        time = PyUnicode_DecodeASCII(data, fraction, NULL)
        epoch = None if self.offset is None else clock - <long long> self.offset
        process, thread = number_in(data, pid, pid_end), number_in(data, tid, end)
        return fast_new(Stamp, ("time", time, clock, epoch, process, thread, self.year))
