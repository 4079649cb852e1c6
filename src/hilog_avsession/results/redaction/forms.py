"""The patterns of what identifies people by its form: addresses, paths, ids, quotations and personal values."""

from __future__ import annotations

import re

from .vocabulary import CHINESE_WORDS

_ASIAN = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff"  # written without spaces between words

_PERSONAL = r"""(?:title|artist|album|composer|lyrics?|writer|author|genre|description|nick_?name|user_?name
    |device_?name|song(?:_?name)?|track(?:_?name)?|account|asset_?id|query|keyword|password|passwd|secret|cookie
    |歌名|标题|歌手|作者|专辑|用户名|设备名)"""

# Tried in this order at each place of a text. Repetitions are bounded, so that no line takes quadratic time.
_FORMS = {
    # a personal value, whatever words it is made of; it ends where the line continues
    "personal": rf"""(?P<key>(?<![A-Za-z])(?:\\?["'])?[A-Za-z_]{{0,30}}{_PERSONAL}
        (?:\\?["']?\s{{0,4}}[:=：]\s{{0,4}}|(?<=with\ title)\s|\s{{1,4}}is\s{{1,4}}(?=(?-i:[A-Z\d"'《]))))
        (?P<value>"(?:[^"\\]|\\.){{0,2000}}"|\\"(?:(?!\\?").){{0,2000}}\\"|'[^']{{0,2000}}'
        |(?:[^,;|}}\]\n"']|(?<=\w)'(?=\w)){{1,2000}})""",
    "title": r"《[^》]{0,500}》|「[^」]{0,500}」|『[^』]{0,500}』",
    "quoted": r"""\\"(?P<escaped>(?:(?!\\?").){0,4000})\\"|"(?P<inner>(?:[^"\\]|\\.){0,4000})"
        |(?<!\w)'(?P<single>[^'\n]{0,500})'(?!\w)|“(?P<curled>[^”]{0,500})”""",
    "url": r"""(?<![A-Za-z0-9])(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{1,20})://
        (?P<server>[^\s/"'<>|,;?\#\\]*)(?P<rest>[^\s"'<>|,;\\]*)""",
    "mail": r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){0,8}",
    "mac": r"(?<![0-9A-Za-z:])(?:(?:[0-9A-Fa-f]{2}|\*{1,2})[:-]){5}(?:[0-9A-Fa-f]{2}|\*{1,2})(?!\w|:\w)",
    # a time; a day alone is a row of groups
    "time": r"""(?<![\w.:])(?:(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}[\ T]{1,2})?\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?
        (?![\w:])""",
    "host6": r"""(?<![\w:])(?=[0-9A-Fa-f:*]{0,64}(?:::|(?:[0-9A-Fa-f*]{1,4}:){7}))
        [0-9A-Fa-f:*]{2,64}[0-9A-Fa-f*](?:\.\d{1,3}){0,3}(?:%\w{1,16})?""",
    "host": r"(?<![\w.])\d{1,3}(?:\.(?:\d{1,3}|\*{1,3})){3,}(?!\w)",
    "phone": r"\+\d(?:[ -]?\d){6,14}(?!\d)|(?<!\d)1[3-9]\d(?:[ -]\d{4}){2}(?!\d)|(?<!\w)1[3-9]\d{9}(?!\d)",
    # degrees with their direction, and two numbers with decimals that belong together
    "coordinate": r"""(?<![\w.])\d{1,3}(?:\.\d{1,12})?\s?[°º][^,;|\n]{0,24}?[NSEW](?!\w)
        |(?<![\w.])\d{1,3}\.\d{2,12}\s?[NSEW](?!\w)
        |(?<![\w.])\d{1,3}\.\d{2,12}\s?[,;/]\s?-?\d{1,3}\.\d{2,12}(?![\w.])""",
    "decimal": r"(?<![\w.])\d{1,9}\.\d{1,15}(?!\w|\.\d|-\d|[ /]\d)",
    "groups": r"(?<![\w.])(?:\+\ ?)?(?:\(\d{1,5}\)[ -]?|\d{1,19}[ ./-]){1,12}\d{1,19}(?!\w)",
    "path": r"""(?<![\w/])(?:~|\.{1,2}|[A-Za-z]:)?(?:[\\/][^\s/\\"'`,;:|<>(){}\[\]=&?!]{1,255}){2,}[\\/]?""",
    "masked": r"[\w-]{0,80}\w\*{2,64}[\w*-]{0,80}|\*{2,64}\w[\w*-]{0,80}",
    "name": r"(?<![\w.])[A-Za-z_][A-Za-z0-9_]*(?:\.{1,3}[A-Za-z0-9_-]+){2,}",
    "asian": rf"{'|'.join(CHINESE_WORDS)}|[{_ASIAN}]",
    "word": rf"(?:(?![{_ASIAN}])\w)+",
}
TOKEN = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _FORMS.items()), re.VERBOSE | re.IGNORECASE)
PERSONAL_KEY = re.compile(rf"[A-Za-z_]{{0,30}}{_PERSONAL}", re.VERBOSE | re.IGNORECASE)
# where a line continues after a personal value
CONTINUED = re.compile(
    r"""(?:^|(?<=\S)\s+)(?:(?P<word>failed|from\ pid)\b
    |(?:err(?:or)?|code|err(?:or)?\ ?code|errno|ret)\b\s?(?P<sign>[:=：])?\s?
     (?:code\b\s?[:=：]?\s?)?(?P<number>-?\d{1,9}\b)?)""",
    re.VERBOSE | re.IGNORECASE,
)
WORD = re.compile(rf"[{_ASIAN}]|(?:(?![{_ASIAN}])\w)+")
GAP = re.compile(r"[\s'’.&+!/-]{0,3}")  # between two words of one phrase
HEX = re.compile(r"(?:0[xX])?(?=\D*\d)[0-9A-Fa-f]{6,}", re.ASCII)
SESSION = re.compile(r"[0-9A-F]{64}|[0-9A-F]{3,6}\*{3}(?:\*{3}[0-9A-F]{3,6})?")
SHORT_SESSION = re.compile(r"[0-9A-F]{3}")  # too short to be recognised by itself
SESSION_KEY = re.compile(r"session ?(?:id)?(?: destory| is)?\W{0,4}$", re.IGNORECASE)
MESSAGE_KEY = re.compile(r"""(?:message|msg|err(?:or)?|code|reason|mesage)\\?["']?\s{0,4}[:=]\s{0,4}$""", re.IGNORECASE)
SERIAL = re.compile(r"(?=\D*\d)[0-9A-Za-z]{8,}", re.ASCII)  # of a device
NUMBERED = re.compile(r"([A-Za-z_]+?)(\d{1,9})", re.ASCII)

_USER = 200_000  # uids of one user; those below 10,000 are the system's own
_USERS = range(100, 1100)  # users with applications of their own


def is_uid_of_app(number: int) -> bool:
    """Tell whether a number can be the uid of an application, which reveals the order of installation."""
    return number % _USER >= 10_000


def looks_like_uid(digits: str) -> bool:
    """Tell whether digits in a text are the uid of a user's application: hardly any other number looks like one."""
    return (
        len(digits) in (8, 9)
        and digits.isascii()
        and digits.isdecimal()
        and int(digits) // _USER in _USERS
        and is_uid_of_app(int(digits))
    )
