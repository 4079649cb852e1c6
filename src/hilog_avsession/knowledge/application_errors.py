"""Find the AVSession errors that an application's own line states: as numbers, run-time messages or symbols.

An application may print the public code in any sentence and any language. An error code is distinguished from other
digits by what comes right before it: a code word, or a failing call and a colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from ..model.events import Confidence, Form
from ..model.patterns import COLOUR, LazyPattern, lazy
from ..model.records import LONGEST_BODY, MOST_BODIES, Body
from .apis import (
    ABOUT,
    TEMPLATE,
    all_mentioned,
    blamed,
    calls_avsession,
    mentioned,
    names_avsession,
    public_name,
    went_well,
)
from .application_needles import CODE_NEEDLES, CODE_WITHIN
from .bare_numbers import (
    BARE,
    BARE_TEMPLATE_CODE,
    FAILURE,
    NEAR_API,
    PUBLIC,
    RIGHT,
    TEMPLATE_CODE,
    bare_numbers,
    is_known,
    number_in_front,
    numbers_beside_their_words,
    numbers_of_calls,
)
from .calls import BORROWED, code_in_call, own_name
from .catalog import CATALOG, TEMPLATE_CATEGORY, Catalog, CodeEntry, hidden_by_service_exception
from .documented import find_documented, texts_of
from .other_numbers import is_of_transfer, names_something_else
from .placeholders import filled
from .quoted import LEAST_LISTED, is_row_of_symbols, unquoted
from .statements.base import NATIVE
from .statements.messages import FAILED, LISTENING, MESSAGES, NULL, UNREAD, Message, may_follow
from .unnumbered import UNNUMBERED


class StatedError(NamedTuple):
    """One AVSession error that a text states."""

    code: int
    form: Form
    confidence: Confidence
    also: tuple[int, ...] = ()
    native: int | None = None
    cause: str | None = None
    api: str | None = None
    told: bool = False  # the text may tell of a failure that was stated before


# Separators between a code word and its number. Chinese sentences have full-width ones; quotes and brackets come from
# JSON and from arguments. There may be none at all: `caught error6600101`.
_BETWEEN = (
    r"""(?:[\s:=,!"'`(){}<>\[\]|#\\：！，＝（）【】“”‘’「」『』]|[-=]>|→|\s-\s){0,6}(?:(?:is|was|为|是)[\s:：]{0,3})?"""
)
_CODE_WORD = (
    r"(?:(?<![A-Za-z])"
    r"(?:[A-Za-z]*(?:err(?:or)?|ret(?:urn)?|result|native|js|biz|sdk|fail(?:ure)?|exception|status)[ _.]?"
    r"code(?: of)?"
    r"|e\.code|(?<!_)(?P<plain>code)|[A-Za-z]*err(?:or)?(?:[ _.]?(?:no|num(?:ber)?|info|msg|message))?"
    r"|[A-Za-z]*exception|(?:on)?fail(?:ed|ure)?(?: with)?|reject(?:ed|ion)?(?: with)?|caught|catch|thr(?:ows?|own|ew))"
    r"|错误码|错误代码|错误号|错误|异常码|异常|失败码|失败|报错|报了?|抛出|出错)"
)
_SOFT_WORD = (
    r"(?:(?<![A-Za-z])(?:ret(?:urn(?:s|ed)?|val)?|res(?:ult)?|rc|gave|status|reason|cause|actual"
    r"|denied|refused|(?:un|not )supported|e(?=\s?[=:：]))"
    r"|返回码|返回值|返回|状态码|代码|原因|无权限|不支持|拒绝)"
)
# `Failed to create the session: 6600101, ...`: a failing call, words that name no other value, a colon
_BEFORE_COLON = (
    r"(?:fail(?:ed|ure|s)?|error|exception|unable|cannot|失败|错误|异常|报错|出错)(?![A-Za-z])"
    r"(?P<gap>[^=:：＝,，\d]{0,60}(?:(?:\d{1,4}\s?(?:(?:re)?tr(?:y|ies)|attempts?|times|m?s|seconds?|次|秒|毫秒)(?![a-z])"
    r"|\d{1,2}\s?/\s?\d{1,2}|\.[a-z]{1,4}&?:\d{1,5}(?::\d{1,5})?[)\]])?[^=:：＝,，\d]{0,20}))[:：]\s?[\[(（]?"
)
_ERROR_AFTER = (
    r"(?=\s?(?:(?:error|exception)s?(?![A-Za-z]|\s?=)|错误|异常|报错))"  # `a 6600102 error`, `遇到6600102错误`
)
_NATIVE_NUMBER = rf"(?P<code>{NATIVE})"


def _spelled(number: str) -> dict[str, LazyPattern]:
    """Return the patterns for one kind of number: after a code word, a weaker word, or a failure and a colon."""
    return {
        "word": lazy(rf"{_CODE_WORD}{_BETWEEN}{number}{RIGHT}", re.IGNORECASE),
        "soft": lazy(rf"{_SOFT_WORD}{_BETWEEN}{number}{RIGHT}", re.IGNORECASE),
        "failure": lazy(rf"{_BEFORE_COLON}{number}{RIGHT}", re.IGNORECASE),
        "named": lazy(rf"(?<![0-9A-Za-z.+_#/-])(?P<named>){number}{RIGHT}{_ERROR_AFTER}", re.IGNORECASE),
    }


_KINDS = (PUBLIC, NEAR_API, TEMPLATE_CODE, _NATIVE_NUMBER)  # of numbers; the pattern of a kind is its name, too
_SPELLED = {kind: _spelled(kind) for kind in _KINDS}
_NUMBERS_OF = {kind: lazy(rf"{kind}(?![0-9])") for kind in _KINDS}
# the patterns of `_spelled` look at no more characters before a number, its last word apart, and after its beginning
_REACH_BEFORE, _REACH_AFTER = 128, 48
# every number of a kind holds one of these: a cheap test before the slow patterns, as few lines hold any
_DIGITS = {
    PUBLIC: CODE_NEEDLES,
    NEAR_API: ("201", "202", "401", "801", "540010"),
    TEMPLATE_CODE: ("350000",),
    _NATIVE_NUMBER: ("-10",),
}
_SYMBOL = lazy(r"\b(?:ERR_CODE_|AV_SESSION_ERR_)[A-Z_]+\b")
_ZERO = lazy(rf"(?:{_CODE_WORD}{_BETWEEN}|{_BEFORE_COLON})0(?![0-9.x])", re.IGNORECASE)
_READ_NUMBERS = r"0|20[12]|[48]01|540010[1-6]|66[01]\d{4}|350000\d\d"  # all that the patterns look for
_CAST_CONTROLLER = lazy(r"av ?cast|cast ?control|投播", re.IGNORECASE)
_MEDIA_FROM = 5_400_101
# a 401 is also one of HTTP, which a line may print beside a general interface: `prepare` of a film's address
_TRANSFER = lazy(r"http|url|request|response|download|upload|server|log ?in|token|auth|请求|下载|上传|登录|接口", re.I)
_COLOUR = lazy(COLOUR)
# what some applications put before a number to call it an error: `code=E6600101`, `ERR_6600101`
# (the pattern begins with a letter, as `re` finds that much faster than a look at what stands before it)
_LETTER = lazy(r"E(?<![0-9A-Za-z.+_#/-]E)(?:-?|(?P<word>RR(?:OR)?|rr(?:or)?)[-_])(?=66[01]\d{4}(?![0-9A-Za-z]))")


def concerns_avsession(text: str) -> bool:
    """Tell whether a line of another framework is about AVSession."""
    return names_avsession(text) or ABOUT.search(text) is not None or "AV_SESSION_ERR_" in text


def text_with_tag(body: Body) -> str:
    """Return the message of a line, behind its tag where that shows that a bare number may be a code of AVSession."""
    is_wanted = body.type == "A" and ABOUT.search(body.tag) and _may_hold(body.message, PUBLIC)
    return f"{body.tag} {body.message}" if is_wanted else body.message


def find_errors(
    text: str, *, framework: bool = False, core: bool = False, catalog: Catalog = CATALOG
) -> Iterator[StatedError]:
    """Yield the AVSession errors that a line states, each code once.

    `framework`: AVSession printed the line itself, so a number needs no further proof that it is an error of AVSession.
    `core`: another part of the system printed it.
    """
    text = _LETTER.sub(_without_letter, filled(_COLOUR.sub("", text)))
    unread = _unread_numbers(catalog)
    if unread is None or len(text) > LONGEST_BODY:
        return _errors_in(text, catalog, framework=framework, core=core)
    # texts that differ only in numbers whose values do not matter are made alike, so that they are read once
    text = unread.sub(_as_sevens, text)
    code = _unknown_code_in(text, catalog)
    if code is None:
        return iter(_known_errors(text, catalog, framework=framework, core=core))
    stand_in = _stand_in(catalog)
    found = _known_errors(text.replace(code, str(stand_in)), catalog, framework=framework, core=core)
    return (error._replace(code=int(code)) if error.code == stand_in else error for error in found)


@lru_cache(maxsize=8)
def _unread_numbers(catalog: Catalog) -> re.Pattern[str] | None:
    """Return the pattern of numbers whose values do not matter, or None if a catalogue text begins with a number.

    What reads a number reads all of it. So only the values that some pattern looks for matter, and those of negative
    numbers; of all others, only the length matters.
    """
    texts = texts_of(catalog)
    if any(text[0].isdigit() for text in texts):
        return None
    in_texts = {number for text in texts for number in re.findall(r"\d+", text)}
    read = "|".join((_READ_NUMBERS, *sorted(in_texts)))
    # it begins with a digit, as `re` finds that much faster than a look at what stands before it
    return re.compile(rf"[0-9](?<![\d-][0-9])(?<=(?!(?:{read})(?!\d))[0-9])[0-9]*(?!\d)")


def _as_sevens(number: re.Match[str]) -> str:
    """Return a number of the same length that no pattern looks for."""
    return "7" * len(number[0])


def _without_letter(mark: re.Match[str]) -> str:
    return "error " if mark["word"] else ""


_CODE = lazy(CODE_WITHIN)


def _unknown_code_in(text: str, catalog: Catalog) -> str | None:
    """Return the only public code in a text if the catalogue does not hold it: then its value does not matter."""
    codes = set(_CODE.findall(text))
    if len(codes) != 1:
        return None
    code = codes.pop()
    return None if is_known(int(code), catalog) else code


@lru_cache(maxsize=8)
def _stand_in(catalog: Catalog) -> int:
    """Return the public code that is read in place of any code that the catalogue does not hold."""
    return next(code for code in range(6_619_999, 6_600_000, -1) if not is_known(code, catalog))


@lru_cache(maxsize=MOST_BODIES)
def _known_errors(text: str, catalog: Catalog, *, framework: bool, core: bool) -> tuple[StatedError, ...]:
    """Return the errors of a text, in which numbers whose values do not matter have been replaced."""
    return tuple(_errors_in(text, catalog, framework=framework, core=core))


def _errors_in(text: str, catalog: Catalog, *, framework: bool, core: bool) -> Iterator[StatedError]:
    """Yield the errors of a text; codes that it only quotes are none."""
    if framework:
        yield from _stated_errors(text, catalog, framework=framework, core=core)
        return
    if is_row_of_symbols(text):
        return
    text, stated = unquoted(text)
    errors = list(_stated_errors(text, catalog, framework=framework, core=core))
    if text != stated:
        codes = {error.code for error in _stated_errors(stated, catalog, framework=framework, core=core)}
        errors = [error._replace(told=error.code not in codes) for error in errors]
    yield from errors


def _stated_errors(text: str, catalog: Catalog, *, framework: bool, core: bool) -> Iterator[StatedError]:
    """Yield the errors that a text states as numbers, else as a run-time message, else as symbols, else in words."""
    message = _find_message(text, catalog)
    api = message.api if message else blamed(text)
    proven = framework or message is not None or names_avsession(text)
    stated = list(dict.fromkeys(_stated_codes(text, message, catalog, proven=proven, framework=framework)))
    if message is not None and not stated and _ZERO.search(text):
        stated = [0]
    for code, named in zip(stated, _apis_of(text, stated, api), strict=True):
        fits = message is not None and (code == message.code or code in message.also)
        yield StatedError(
            code,
            Form.CODE,
            Confidence.CERTAIN,
            native=message.native if message and fits else None,
            cause=message.cause if message and code == message.code else None,
            api=named,
        )
    if stated:
        return
    if message is not None:
        yield message
        return
    found = list(_symbols_and_natives(text, api, catalog, proven=proven))
    if not found and not framework:
        found = list(_worded(text, api, catalog, core=core))
    yield from found


def _apis_of(text: str, codes: list[int], api: str | None) -> list[str | None]:
    """Return the interface of each code: the one named between it and the code before it, else the text's first."""
    if len(codes) < 2:
        return [api] * len(codes)
    places = {code: text.find(str(code)) for code in codes}
    ends = {code: max((place for place in places.values() if place < places[code]), default=0) for code in codes}
    return [mentioned(text[ends[code] : places[code]]) or api for code in codes]


def _worded(text: str, api: str | None, catalog: Catalog, *, core: bool) -> Iterator[StatedError]:
    """Yield the error that a text states in words alone: those of the documentation, or of a system service."""
    if core:
        for row in UNNUMBERED:
            if row.pattern.search(text):
                also = hidden_by_service_exception(catalog)
                yield StatedError(row.code, Form.MESSAGE, Confidence.MEDIUM, also, api=row.api)
                return
    code = find_documented(text, catalog)
    if code is not None:
        yield StatedError(code, Form.MESSAGE, Confidence.MEDIUM, api=api)


def _stated_codes(
    text: str, message: StatedError | None, catalog: Catalog, *, proven: bool, framework: bool
) -> Iterator[int]:
    """Yield the codes stated as numbers. `proven`: something else in the line shows that it is about AVSession."""
    if _may_hold(text, PUBLIC):
        soft = proven or FAILURE.search(text) is not None
        yield from _numbers(text, PUBLIC, soft=soft)
        if proven and not framework:
            yield from bare_numbers(text, message.code if message else None, catalog)
        if not framework:
            if ABOUT.search(text):
                yield from numbers_of_calls(text, BARE, catalog)
                if not soft:
                    yield from (code for code in _numbers(text, PUBLIC, soft=True) if is_known(code, catalog))
            yield from numbers_beside_their_words(text, catalog)
            yield from number_in_front(text, catalog)
    if _may_hold(text, TEMPLATE_CODE) and TEMPLATE.search(text):
        yield from _numbers(text, TEMPLATE_CODE, soft=True)
        yield from numbers_of_calls(text, BARE_TEMPLATE_CODE, catalog)
    if _may_hold(text, NEAR_API):
        called = (proven and (framework or not went_well(text))) or (
            calls_avsession(text) and _TRANSFER.search(text) is None
        )
        for code in _numbers(text, NEAR_API, soft=True):
            if _CAST_CONTROLLER.search(text) if code >= _MEDIA_FROM else called:
                yield code


def _may_hold(text: str, kind: str) -> bool:
    return any(digits in text for digits in _DIGITS[kind])


def _numbers(text: str, kind: str, *, soft: bool) -> Iterator[int]:
    """Yield the numbers of a kind that words beside them call errors; `soft`: weaker words, such as `result`, count."""
    if not _may_hold(text, kind):
        return
    stretches = _stretches(text, kind)
    for name in ("word", "failure", "named", "soft") if soft else ("word", "failure", "named"):
        find = _SPELLED[kind][name].finditer
        for match in chain.from_iterable(find(text, start, end) for start, end in stretches):
            if names_something_else(text, match) or (kind is NEAR_API and is_of_transfer(text, match)):
                continue
            yield int(match["code"])


def _stretches(text: str, kind: str) -> list[tuple[int, int]]:
    """Return the parts of a text in which the patterns of a kind can match: around its numbers.

    They take a millisecond for a long line, nearly all of it for words that are far from any number.
    """
    stretches: list[tuple[int, int]] = []
    for number in _NUMBERS_OF[kind].finditer(text):
        start = max(number.start() - _REACH_BEFORE, 0)
        while start and text[start - 1].isalpha():  # a code word may be the end of a longer one
            start -= 1
        end = number.start() + _REACH_AFTER
        while text[end : end + 1].isspace():  # `6600102 times   out`
            end += 1
        end += len("out ")
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def _find_message(text: str, catalog: Catalog) -> StatedError | None:
    """Return the error that the first run-time message in a text stands for, or None."""
    for match in chain.from_iterable(form.finditer(text) for form in (FAILED, UNREAD, LISTENING, NULL)):
        api = public_name(match["api"])
        for message in MESSAGES:
            reason = re.fullmatch(message.reason, match["reason"], re.IGNORECASE)
            if reason is not None and may_follow(message, match["api"], api, text):
                api = own_name(api, all_mentioned(text)) if api in BORROWED else api
                return _of_message(message, api, reason.groupdict().get("native"), catalog)
    return None


def _of_message(message: Message, api: str | None, native_text: str | None, catalog: Catalog) -> StatedError:
    """Return the error that a run-time message stands for; `native_text` is the number that it prints, if any."""
    native = int(native_text) if native_text else message.native
    code = message.by_api.get(api or "", message.code)
    if native_text and (known := catalog.native(int(native_text))):
        code = code_in_call(api, known.number) or known.public
    also: tuple[int, ...] = ()
    if code == message.code:
        also = hidden_by_service_exception(catalog) if message.any_code else message.also
    elif message.any_code:
        also = (message.code,)
    confidence = Confidence.MEDIUM if also else Confidence.HIGH
    return StatedError(code, Form.MESSAGE, confidence, also, native, message.cause, api)


def _symbols_and_natives(text: str, api: str | None, catalog: Catalog, *, proven: bool) -> Iterator[StatedError]:
    """Yield the errors of a text's symbols, then that of its first native number, if it is proven to be AVSession's."""
    symbols = dict.fromkeys(_SYMBOL.findall(text))
    if len(symbols) >= LEAST_LISTED:
        return
    for symbol in symbols:
        entry, *others = _meant_by(symbol, text, catalog, proven=proven) or (None,)
        if entry is not None:
            also = tuple(other.number for other in others if other is not None)
            yield StatedError(entry.number, Form.SYMBOL, Confidence.MEDIUM if also else Confidence.HIGH, also, api=api)
    if not proven:
        return
    for number in _numbers(text, _NATIVE_NUMBER, soft=True):
        native = catalog.native(number)
        if native is not None:
            yield StatedError(native.public, Form.NATIVE, Confidence.HIGH, native=native.number, api=api)
            return


def _meant_by(symbol: str, text: str, catalog: Catalog, *, proven: bool) -> tuple[CodeEntry, ...]:
    """Return what a symbol may mean in a text, the likeliest first: AVMusicTemplate repeats symbols of AVSession."""
    entries = catalog.entries_of_symbol(symbol)
    of_template = tuple(entry for entry in entries if entry.category == TEMPLATE_CATEGORY)
    others = tuple(entry for entry in entries if entry.category != TEMPLATE_CATEGORY)
    if of_template and (TEMPLATE.search(text) or "TEMPLATE" in symbol):
        return of_template
    return others if proven else (*others, *(of_template if others else ()))
