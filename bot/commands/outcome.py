"""How commands end: every failure is one sentence on standard error and an exit code; no traceback, no secret."""

import functools
import sys
from collections.abc import Callable
from typing import NoReturn, ParamSpec

from bot.programme import ProgrammeDefect
from bot.services.helpdesk import NoTicket
from bot.services.staff import Denied
from bot.settings import SettingsDefect
from storage.down import StorageDown
from storage.single import Taken

FAILED, SETTINGS, DATABASE = 1, 3, 4
"""0 is done and 2 wrong usage, as everywhere."""

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
        except (SettingsDefect, ProgrammeDefect) as error:
            end(SETTINGS, str(error))
        except (StorageDown, Taken) as error:
            end(DATABASE, _sentence(error))
        except (NoTicket, Denied, ValueError, LookupError) as error:
            end(FAILED, _sentence(error))
        except OSError as error:
            end(FAILED, f"{error.strerror or error}: {error.filename or 'see DROM_HOST, DROM_PORT and DROM_DATA_DIR'}")
        except Exception as error:
            if type(error).__name__ != "MigrationRefused":  # its module is not loaded for this
                raise
            end(DATABASE, _sentence(error))

    return run


def _sentence(error: BaseException) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
