"""The dialogs: a line to type, a choice of what to copy, and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from ...errors import HilogAvsessionError
from ...output.safe import visible
from ...output.terminal.blocks import Paragraph, fields
from ...output.terminal.layout import plain
from ..drawing import text_of
from ..keys import KEYS, MOVEMENTS
from ..messages import say

if TYPE_CHECKING:
    from .base import Copy


class LineDialog(ModalScreen[str | None]):
    """Asks for a line; `check` refuses a wrong one, which can then be corrected."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def __init__(self, title: str, hint: str, value: str, lang: str, check: Callable[[str], object]) -> None:
        super().__init__()
        self._title, self._hint, self._value = title, hint, value
        self._lang, self._check = lang, check

    def compose(self) -> ComposeResult:
        """Lay out the title, the line, and the hint or the complaint."""
        with Vertical(id="dialog"):
            yield Static(Text(self._title, style="bold"), markup=False)
            yield Input(self._value, select_on_focus=False)
            yield Static(Text(self._hint, style="dim"), markup=False, id="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line, or say what is wrong with it."""
        try:
            self._check(event.value)
        except HilogAvsessionError as error:
            complaint = Text(visible(error.text_in(self._lang)), style="bold red")
            self.query_one("#hint", Static).update(complaint)
            return
        self.dismiss(event.value)


class CopyDialog(ModalScreen["Copy | None"]):
    """Asks what to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", show=False),
        *(Binding(str(number), f"choose({number})", show=False) for number in (1, 2, 3)),
    ]

    def __init__(self, copies: Sequence[Copy], lang: str) -> None:
        super().__init__()
        self._copies, self._lang = copies, lang

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        with Vertical(id="dialog"):
            yield Static(Text(say(self._lang, "copy-title"), style="bold"), markup=False)
            yield OptionList(*self._labels(), markup=False)

    def _labels(self) -> Iterable[Text]:
        for number, copy in enumerate(self._copies, start=1):
            yield Text(f"{number} {visible(say(self._lang, copy.label, text=copy.text))}", no_wrap=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Copy what was chosen."""
        self.dismiss(self._copies[event.option_index])

    def action_choose(self, number: int) -> None:
        """Copy what has this number."""
        if number <= len(self._copies):
            self.dismiss(self._copies[number - 1])


class HelpScreen(ModalScreen[None]):
    """Explains the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", show=False),
    ]

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang

    def compose(self) -> ComposeResult:
        """Lay out the title and the scrolling text."""
        with Vertical(id="help"):
            yield Static(Text(say(self._lang, "help-title"), style="bold"), markup=False)
            with VerticalScroll():
                yield Static("", markup=False, id="keys")
            yield Static(Text(say(self._lang, "close"), style="dim"), markup=False)

    def on_mount(self) -> None:
        """Give the keys to the text."""
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        """Lay the text out for the width."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        keys = [(key.shown, say(self._lang, f"help-{key.label}")) for key in KEYS]
        keys += [(movement.shown, say(self._lang, movement.help)) for movement in MOVEMENTS]
        rows = [(shown, [Paragraph(plain(text))]) for shown, text in keys]
        self.query_one(VerticalScroll).styles.max_height = self.size.height - 2  # the title, and how to close it
        width = max(self.query_one(VerticalScroll).scrollable_content_region.width - 1, 30)
        lines = [*fields(rows, width, 0), (), *Paragraph(plain(say(self._lang, "help-mouse"), "dim")).lines(width)]
        keys_text = self.query_one("#keys", Static)
        keys_text.styles.height = len(lines)  # else the height of an earlier text may stay
        keys_text.update(text_of(lines))
