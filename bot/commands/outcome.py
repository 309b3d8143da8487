"""How commands end: every failure is one sentence on standard error and an exit code; no traceback, no secret."""

import functools
import os
import select
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec

from bot.logs import places
from bot.programme import ProgrammeDefect
from bot.services.helpdesk import NoTicket
from bot.services.staff import Denied
from bot.settings import SettingsDefect
from storage.down import StorageDown
from storage.single import Taken

FAILED, SETTINGS, DATABASE = 1, 3, 4
"""0 is done and 2 wrong usage, as everywhere."""
UNREAD = 141
"""What a shell shows for a program that nobody reads any more: 128 and the number of SIGPIPE."""

P = ParamSpec("P")


def end(code: int, *sentences: str) -> NoReturn:
    """Say why on standard error and end with a code."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    raise SystemExit(code)


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Return the command with its known failures turned into sentences and exit codes."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            flush()
        except ProgrammeDefect as error:
            end(SETTINGS, _of_the_programme(error))
        except SettingsDefect as error:
            end(SETTINGS, str(error))
        except (StorageDown, Taken) as error:
            end(DATABASE, _of_storage(error))
        except (NoTicket, Denied, ValueError, LookupError) as error:
            end(FAILED, _sentence(error))
        except OSError as error:
            flush()
            if isinstance(error, BrokenPipeError) and _is_unread():
                unread()
            end(FAILED, _of_the_system(error))
        except KeyboardInterrupt:
            end(FAILED, "Stopped before it was done.")
        except Exception as error:
            if type(error).__name__ == "MigrationRefused":  # its module is not loaded for this
                end(DATABASE, _sentence(error))
            # Its words may quote what somebody wrote.
            end(FAILED, f"This is a defect of Drom's; please report it: {' < '.join(places(error))}.")

    return run


def flush() -> None:
    """Write out all that a command said; where that cannot be, end without a word if nobody reads it any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        unread()
    except OSError as error:
        _let_go()
        end(FAILED, f"{error.strerror}: what Drom says cannot be written.")


def unread() -> NoReturn:
    """End as other programs do that nobody reads any more."""
    _let_go()
    raise SystemExit(UNREAD)


def _let_go() -> None:
    """Write to nowhere from now on: what is left would be tried again, and failed at, at the very end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _is_unread() -> bool:
    """Tell whether whoever read our words has gone: without a buffer nothing is left that would show it."""
    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    try:
        poll.register(sys.stdout.fileno(), 0)
    except OSError:  # it is no file of the system's
        return False
    return any(event & select.POLLERR for _, event in poll.poll(0))


def _of_the_system(error: OSError) -> str:
    """Return what the system refused, and where it names a file, of which."""
    why = error.strerror or str(error) or type(error).__name__
    return f"{why}: {error.filename}." if error.filename else _sentence(why)


def _of_storage(error: StorageDown | Taken) -> str:
    """Return what is wrong with the database, without the name of an exception: operators know none of them."""
    told = _sentence(error)
    if isinstance(error, StorageDown) and error.detail.isidentifier():
        told = told.replace(f" ({error.detail})", "")
    if isinstance(error, StorageDown) and error.reason == "gone":
        told += " Is the setting right, and does its server run?"
    return told


def _of_the_programme(error: ProgrammeDefect) -> str:
    """Return what is wrong with the programme file, and which setting names it."""
    return f"{error}\nMend the programme file, or name another one by DROM_PROGRAMME."


def _sentence(error: BaseException | str) -> str:
    text = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
