"""A flow laid on a screen of another: nothing that was said is lost, and the screen comes back."""

from dataclasses import replace

import pytest

from flows import BOOK
from flows.core.engine import begin
from flows.core.screens import aside
from flows.core.walk import Step, lay_over


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("understood", [True, False])
def test_what_an_understood_step_said_stays_however_its_screen_looks(plain: bool, understood: bool) -> None:
    first = begin(BOOK, "language")
    shown = first.replies[-1] if plain else replace(first.replies[-1], lines=True)
    step = Step(first.session, (aside("old_button"), shown), understood=understood)
    then = lay_over(BOOK, step, first.session, "speaking")
    assert then.understood == understood
    assert (then.replies[:1] == (aside("old_button"),)) == understood
    assert shown not in then.replies
    assert then.session.stack == (first.session.here,)
