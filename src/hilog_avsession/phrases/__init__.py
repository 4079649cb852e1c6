"""Sentences that the command line and errors say: in English where they are written, with the Chinese beside it here.

Write a sentence in English where it is needed: as the text of an error, of a `Phrase`, or as the help of an option.
Then add its row, English and Chinese side by side, to the module that fits:

    errors.py      errors, and complaints on standard error
    arguments.py   arguments that a function of the library refuses
    files.py       mistakes in a user's files, which `codes lint` and `--catalog` report
    fleet.py       what is said of fleets
    view.py        what is said of the interactive view
    help.py        the help of commands and options, and the words of the library that writes it

Values stand in braces, the same in both languages. A value that lists several names is a tuple: it is written with
commas in English and with enumeration commas in Chinese. Numbers have separators in both languages: `{count:,}`. A value
in a command to copy is quoted for a shell: `{file!q}`.
`tests/test_phrases.py` names every sentence that has no row, and every row that no sentence uses.
"""

from __future__ import annotations

from .phrase import Phrase as Phrase
from .phrase import as_phrase as as_phrase
from .phrase import did_you_mean as did_you_mean
from .phrase import quoted as quoted
from .phrase import text_in as text_in
