"""Four topics of few words, and how the launcher is run on them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

LAUNCHER = (sys.executable, "-m", "bot.nlu.launcher")

SMALL = {
    "cut_water": [
        "l'eau est coupée",
        "y a plus d'eau",
        "quand revient l'eau",
        "coupure d'eau demain",
        "l'eau est coupée jusqu'à quelle heure",
    ],
    "works_start": [
        "quand commencent les travaux",
        "les travaux démarrent quand",
        "c'est quand le début du chantier",
        "quand commence le chantier",
    ],
    "contact_site": [
        "le numéro du chef de chantier",
        "qui est le responsable du chantier",
        "le téléphone du chef",
        "le numéro du chef",
    ],
    "out_of_scope": ["raconte une blague", "quel temps fait-il", "qui a gagné le match"],
}


def launch(root: Path, *arguments: str, stdin: str = "", **environment: str):
    """Run the launcher to its end."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PALIER_")}
    return subprocess.run(
        [*LAUNCHER, *arguments], cwd=root, input=stdin, capture_output=True, text=True,
        env=clean | environment, timeout=300, check=False,
    )  # fmt: skip


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
