"""From the bytes of one text to blocks of whole lines in UTF-8."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from ...errors import reason_of
from ...model.inputs import InputError
from ...model.messages.inputs import Problem
from ..fastpath import Block
from ..prefixes import PrefixReader, headers_in
from . import encodings
from .faultlog import FaultReader
from .names import started_at
from .stream import Stopped, Stream

CHUNK = 1 << 18  # bytes asked for at a time; a pipe returns what it has
HEAD = 64 << 10  # bytes by which text is distinguished from other data


class Source:
    """A text to read. Its counters grow as the blocks are taken."""

    def __init__(  # noqa: PLR0913  (where the text comes from, and how to read it)
        self,
        name: str,
        stream: Stream,
        *,
        container: tuple[str, ...] = (),
        errors: list[InputError] | None = None,
        discovered: bool = False,
        live: bool = False,
        chunk: int = CHUNK,
        longest_line: int = 16 << 10,
        before: Callable[[], Iterable[str]] | None = None,
    ) -> None:
        self.name = name
        self.started_at = started_at(name)  # when hilog started the file
        self.discovered = discovered  # in a folder or an archive; the user did not name it
        self.container = container
        self.bytes = 0  # after decompression
        self._last = Block(b"", 1)
        self.cut_lines = 0  # longer than a line can be
        self.nul_bytes = 0  # left out
        self.stopped = False  # the user has ended the reading
        self.encoding = encodings.UTF_8.name
        self._stream = stream
        self.live = live  # the next bytes may take long to come
        self._chunk = chunk
        self._longest = longest_line
        self._errors = errors if errors is not None else []  # filled by the unpacking
        self._head = b""
        self._judged = b"", False  # the beginning that was examined, and whether it is not text
        self._after_binary = False  # the text begins with binary data, and no header has come yet
        self._end: OSError | Stopped | None = None  # met, but not raised yet
        self._continues = before is not None  # a piece of a text that another source has started
        self.faults = FaultReader()
        self.prefixes = PrefixReader(is_ordinary=self._continues)
        self.chinese = encodings.ChineseReader(before or tuple)  # `before`: the verdicts on the text before it

    @property
    def lines(self) -> int:
        """How many lines were read so far."""
        return self._last.first_line - 1 + self._last.lines

    @property
    def failure(self) -> InputError | None:
        """Why reading ended early, if it did."""
        return self._errors[0] if self._errors else None

    @property
    def error(self) -> InputError | None:
        """The failure, with the number of lines read before it."""
        return self.failure and self.failure.after(self.lines)

    @property
    def is_binary(self) -> bool:
        """Whether the beginning is not text."""
        if self._judged[0] is not self._head:  # asked several times
            self._judged = self._head, encodings.is_binary(self._head)
        return self._judged[1]

    def may_be_split(self) -> bool:
        """Tell before reading whether the file may be split: it is neither packed nor transcoded."""
        head = self._stream.peek(2 * HEAD)
        plain = not self.container and not self.live and encodings.transcoder(encodings.recognise(head)) is None
        return plain and b"\n" in head[: self._longest] and not encodings.is_binary(head[:HEAD])

    def blocks(self) -> Iterator[Block]:
        """Yield the input as blocks of whole lines. Damaged data ends early, with `error` set."""
        rest = b""
        try:
            chunks = self._without_padding(self._text())
            for chunk in chunks if self._continues else encodings.end_lines(chunks, self._longest):
                if not self.lines:
                    self._after_binary = not self.live and self.is_binary
                end = chunk.rfind(b"\n") + 1
                if end:
                    yield self._block(self._cut(b"".join((rest, memoryview(chunk)[:end]))))
                    rest = chunk[end:]
                elif len(rest) <= self._longest:  # the beginning of an endless line is enough
                    rest += chunk
        except Stopped:
            self.stopped = True  # the input is what was read until then
        except OSError as error:
            self._errors.append(InputError.of(Problem.NOT_READ, error=reason_of(error)))
        if rest:
            yield self._block(self._cut(rest))

    def _block(self, data: bytes) -> Block:
        if not self.encoding.startswith("utf-16"):  # which the decoder has turned into UTF-8
            data = self._in_utf8(data)
            if self.chinese.encoding != encodings.UTF_8.name:
                self.encoding = self.chinese.encoding
        self._last = Block(self._without_prefixes(data), self.lines + 1)
        return self._last

    def _in_utf8(self, data: bytes) -> bytes:
        """Turn Chinese into UTF-8; binary data in front of a log stays what it is, which would take long."""
        start = 0
        if self._after_binary:
            start = next((start for start, _offset in headers_in(data)), len(data))
            self._after_binary = start == len(data)
        return data[:start] + self.chinese.read(data[start:])

    def _without_prefixes(self, data: bytes) -> bytes:
        if self.prefixes.decided_at is not None:
            return self.prefixes.read(data)
        data = self.prefixes.read(data)
        end = len(data) if self.prefixes.decided_at is None else self.prefixes.decided_at
        return self.faults.read(data[:end]) + data[end:]

    def _cut(self, data: bytes) -> bytes:
        """Cut lines that are longer than a line can be."""
        parts, start, kept = [], 0, 0
        while len(data) - start > self._longest:
            end = data.rfind(b"\n", start, start + self._longest + 1)
            if end >= 0:
                start = end + 1
                continue
            parts.append(data[kept : start + self._longest])
            self.cut_lines += 1
            end = data.find(b"\n", start)
            start = kept = end if end >= 0 else len(data)
        return b"".join([*parts, data[kept:]]) if parts else data

    def _text(self) -> Iterator[bytes]:
        """Yield the unpacked bytes, in UTF-8 unless they are Chinese in GB18030."""
        encoding = encodings.UTF_8 if self._continues else encodings.recognise(self._first_bytes())
        self.encoding = encoding.name
        to_utf8 = encodings.transcoder(encoding)
        mark = len(encoding.mark) if self._stream.peek(len(encoding.mark)) == encoding.mark else 0
        self.bytes += len(self._stream.read_full(mark))
        size = self._chunk if self.live else max(self._chunk, 2 * HEAD)  # the whole head at once: it is examined
        while chunk := self._stream.read(size) if self.live else self._read_much(size):
            size = self._chunk
            self.bytes += len(chunk)
            yield to_utf8(chunk, False) if to_utf8 else chunk
        if to_utf8:
            yield to_utf8(b"", True)

    def _read_much(self, size: int) -> bytes:
        """Read up to `size` bytes, even from small pieces: hilog packs each 64 KiB by itself."""
        if self._end is not None:
            raise self._end
        parts, wanted = [], size
        try:
            while wanted > 0 and (data := self._stream.read(wanted)):
                parts.append(data)
                wanted -= len(data)
        except (OSError, Stopped) as end:
            if not parts:
                raise
            self._end = end  # what stands before it comes first
        return b"".join(parts)

    def _first_bytes(self) -> bytes:
        """Return enough bytes to recognise the encoding; of a live log, wait for no more than the first line."""
        if self.live:
            return self._stream.peek(encodings.SNIFF_LENGTH, until=lambda head: b"\n" in head)
        return self._stream.peek(2 * HEAD)  # UTF-16 takes twice as many bytes

    def _without_padding(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Leave out NULs: no line of a log holds one, and a loss of power leaves blocks of them."""
        for chunk in chunks:
            if len(self._head) < HEAD:
                self._head = (self._head + chunk)[:HEAD]
            if b"\0" in chunk:
                self.nul_bytes += chunk.count(b"\0")
                yield chunk.replace(b"\0", b"")
            else:
                yield chunk
