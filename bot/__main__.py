"""The command ``drom``, also as ``python -m bot``; it never knows a subcommand."""

import gc
import sys

from bot.broken_flow import told

# Nothing that is loaded at the start is garbage, and looking for some takes a twelfth of the start (run).
gc.disable()

try:
    from bot.cli import main
except Exception as error:
    if not (sentence := told(error)):
        raise
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(3) from None  # as for settings: no command can do anything before the file is mended

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
