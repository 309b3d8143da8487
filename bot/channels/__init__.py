"""The messengers, one a file behind one port."""

import sys
from typing import Any, cast

# python-telegram-bot loads httpx, which Drom never sends with, and httpx its own command line with rich and pygments
# wherever they are installed: 3 MB and a tenth of a second of every start. Without it httpx says so and goes on.
cast("dict[str, Any]", sys.modules).setdefault("httpx._main", None)
