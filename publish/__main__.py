"""``python -m publish`` is ``ktth``."""

from publish.cli import main

main()
