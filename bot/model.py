"""The model file of the reader of messages: built where it is missing, or was built from other lines or by another program."""

import subprocess
import sys
from pathlib import Path

from config import Settings


def ensure_model(settings_file: Path, settings: Settings) -> None:
    """Build the model file if it is missing or out of date; in a process of its own, so that the memory is given back."""
    started = start_training(settings_file, settings)
    if started is not None:
        started.wait()


def start_training(settings_file: Path, settings: Settings) -> "subprocess.Popen[bytes] | None":
    """Begin to build the model file if that is needed; None where it is not, or where the settings want none."""
    from language.learning import is_current

    if not settings.language.model or is_current(Path(settings.language.model)):
        return None
    command = [sys.executable, "-m", "bot", "--settings", str(settings_file), "train", "--no-check"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
