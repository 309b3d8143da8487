"""Transcripts as text: what is written can be read, and what cannot be read says where."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.transcript import ACTS, ALOUD, LEFT_OUT, Act, BadTranscript, Cast, Heard, Later, Transcript, dump, load, quote

TEXT = """\
transcript 1
# Sample people: nobody here is real.
start: 2027-03-01 09:00 UTC
phone: Ana, sim-telegram, sq
phone: Besim, sim-whatsapp

Ana:
  | Hello
  |
  |   again

Drom to Ana:
  | Choose your language 🗣️
  [Shqip] registration.language.sq
  [1 English] registration.language.en

Ana:
  press sq

Later: 1 day 2 hours

Besim:
  photo
  | My shop

Besim:
  voice 3 s
"""

SAMPLE = Transcript(
    datetime(2027, 3, 1, 9, 0, tzinfo=UTC),
    (Cast("Ana", "sim-telegram", "sq"), Cast("Besim", "sim-whatsapp")),
    (
        Act("Ana", text="Hello\n\n  again"),
        Heard(
            "Ana",
            (
                "| Choose your language 🗣️",
                "[Shqip] registration.language.sq",
                "[1 English] registration.language.en",
            ),
        ),
        Act("Ana", "press", "sq"),
        Later(timedelta(days=1, hours=2)),
        Act("Besim", "photo", text="My shop"),
        Act("Besim", "voice", "3 s"),
    ),
)


@pytest.mark.parametrize("how", [ALOUD, LEFT_OUT])
def test_whether_drom_speaks_is_kept(how: str) -> None:
    heard = TEXT.replace("UTC\n", f"UTC\nspeaks: {how}\n")
    assert (load(heard).speaks, load(TEXT).speaks) == (how, "")
    assert dump(load(heard)) == heard


def test_it_reads_like_a_play() -> None:
    assert dump(SAMPLE) == TEXT
    assert load(TEXT) == SAMPLE


def test_comments_and_spare_lines_do_not_matter() -> None:
    assert load(TEXT.replace("\n\n", "\n\n\n# A remark.\n")) == SAMPLE


_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
_line = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=30)
_name = st.sampled_from(["Ana", "Besim"])
_steps = st.one_of(
    st.builds(Act, _name, text=_words),
    st.builds(Act, _name, st.sampled_from(ACTS), st.sampled_from(["", "x.y", "3 s", "1.5 -2.0"]), _words),
    st.builds(Heard, _name, _words.map(quote)),
    st.builds(Later, st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes))),
)


@given(st.lists(_steps, max_size=8))
def test_whatever_is_said_survives(steps: list[Act | Heard | Later]) -> None:
    said = Transcript(SAMPLE.start, SAMPLE.cast, tuple(steps))
    assert load(dump(said)) == said


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("transcript 1", "transcript 2"), 'line 1: a transcript begins with "transcript 1"'),
        (("2027-03-01 09:00 UTC", "tomorrow"), "line 3: write the start"),
        (("start: 2027-03-01 09:00 UTC\n", ""), 'needs "start: ..." and "phone: ..."'),
        (("phone: Ana, sim-telegram, sq", "phone: Ana"), "line 4: write a phone as"),
        (("phone: Ana", "speaks: no\nphone: Ana"), 'line 4: write "speaks: yes" or "speaks: left out"'),
        (("phone: Besim, sim-whatsapp", "phone: Ana, sim-whatsapp"), "two people have one name"),
        (("Drom to Ana:", "Drom to Clara:"), "line 12: nobody is called 'Drom to Clara'"),
        (("  press sq", "  jump sq"), "line 17: a person does one of press, voice"),
        (("  press sq", "  press sq\n  press en"), "line 17: a person does one of press, voice"),
        (("1 day 2 hours", "a while"), 'line 20: write a time as "1 day 2 hours 5 minutes"'),
        (("1 day 2 hours", "0 days"), "line 20: write a time"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(wrong: tuple[str, str], told: str) -> None:
    assert wrong[0] in TEXT
    with pytest.raises(BadTranscript) as problem:
        load(TEXT.replace(*wrong, 1))
    assert told in str(problem.value)
