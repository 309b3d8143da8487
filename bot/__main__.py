"""The command ``drom``, also as ``python -m bot``; it never knows a subcommand."""

import gc

# Nothing that is loaded at the start is garbage, and looking for some takes a twelfth of the start (run).
gc.disable()

from bot.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
