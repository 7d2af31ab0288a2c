"""Rasa's own command line in our environment, which holds no TensorFlow."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PYTHON: Final = ROOT / "bot" / ".venv" / "bin" / "python"

PROGRAM: Final = (
    "from bot.nlu import standins; standins.install(); from rasa.__main__ import main; main()"
)
"""What the Python is given with ``-c``, from a folder where ``bot`` can be imported."""

SETTINGS: Final[Mapping[str, str]] = {
    "RASA_TELEMETRY_ENABLED": "false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
"""Nothing is told to anybody, and one thread computes, as our launcher has it."""
