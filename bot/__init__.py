"""The running process: commands, wiring, poller, edge, clock, delivery."""

import os

# Names are read character by character; the dictionary of phrases, which pypinyin loads at its first import, would take 45 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
