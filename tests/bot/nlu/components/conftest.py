"""A small trained model, and the project's own root: what Rasa's components are tried on."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")

from bot.nlu import standins  # noqa: E402 - the root is only now on the path

standins.install()

from tests.bot.nlu.components.small_project import (  # noqa: E402
    LAUNCHER,
    SMALL,
    free_port,
    launch,
)


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of few words: the real code and configuration, four topics."""
    root = tmp_path_factory.mktemp("project")
    (root / "data" / "nlu").mkdir(parents=True)
    (root / "bot").symlink_to(ROOT / "bot")
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        (root / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    intents = [*SMALL, "nlu_fallback"]
    listed = "\n".join(f"  - {name}" for name in SMALL)
    (root / "domain.yml").write_text(
        f'version: "3.1"\nintents:\n{listed}\nactions:\n  - action_answer\n', "utf-8"
    )
    either = "\n".join(f"      - intent: {name}" for name in intents)
    (root / "data" / "rules.yml").write_text(
        'version: "3.1"\nrules:\n- rule: all\n  steps:\n    - or:\n'
        f"{either}\n    - action: action_answer\n",
        "utf-8",
    )
    blocks = [
        f"- intent: {name}\n  examples: |\n" + "\n".join(f"    - {text}" for text in texts)
        for name, texts in SMALL.items()
    ]
    (root / "data" / "nlu" / "small.yml").write_text(
        'version: "3.1"\nnlu:\n' + "\n".join(blocks) + "\n", "utf-8"
    )
    return root


@pytest.fixture(scope="session")
def trained(root: Path) -> Path:
    """The same project with its model."""
    done = launch(root, "train")
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture(scope="session")
def actions() -> Iterator[SimpleNamespace]:
    """The service's action endpoint, as Rasa sees it: remembers what it was asked."""
    import json
    import threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    asked: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"authorization": self.headers["Authorization"], "body": body})
            questions = body["tracker"]["latest_message"]["questions"]
            responses = [{"custom": {"topic": q["intent"], "text": q["text"]}} for q in questions]
            answer = json.dumps({"events": [], "responses": responses}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}/rasa/actions", asked=asked)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def rasa(trained: Path, actions: SimpleNamespace, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """A real Rasa process with the small model."""
    import requests

    port, token = free_port(), "a-token"
    log = tmp_path_factory.mktemp("log") / "rasa.log"
    environment = os.environ | {"PALIER_RASA_TOKEN": token, "PALIER_ACTIONS_URL": actions.url}
    with log.open("w") as out:
        process = subprocess.Popen(
            [*LAUNCHER, "run", "--port", str(port)], cwd=trained, env=environment,
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    base = f"http://127.0.0.1:{port}/webhooks/palier"
    headers = {"Authorization": f"Bearer {token}"}
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{base}/ready", headers=headers, timeout=2).status_code == 200:
                break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield SimpleNamespace(base=base, headers=headers, process=process, log=log, port=port)
    process.terminate()
    assert process.wait(timeout=20) == 0, log.read_text()
