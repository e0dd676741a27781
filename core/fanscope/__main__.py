"""``python -m fanscope``."""

from fanscope.cli import main

main()
