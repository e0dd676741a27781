"""Opening a page where there is somebody to see it."""

from __future__ import annotations

import os
import sys
import webbrowser

DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def open_page(url: str) -> None:
    """Open ``url`` in the user's browser, unless this machine has no screen."""
    has_screen = sys.platform in ("darwin", "win32") or any(map(os.environ.get, DISPLAYS))
    if has_screen:
        webbrowser.open(url)
