"""A program in Rasa's place: serves Rasa's door, and answers with the name of its model."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ANSWERING = 0.01
"""Seconds an answer takes: long enough for a swap to come in the middle of one."""


def main() -> int:
    """Refuse a model named « bad »; serve any other until standard input ends."""
    arguments = sys.argv[3:]
    if arguments[0] != "run":
        return 0
    port = int(arguments[arguments.index("--port") + 1])
    model = Path(arguments[arguments.index("--model") + 1]).stem if "--model" in arguments else "0"
    if model == "bad":
        print("models/bad is broken", file=sys.stderr)
        return 2
    server = ThreadingHTTPServer(("127.0.0.1", port), handler(model))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    return 0


def handler(model: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send({"model": model})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(ANSWERING)
            self._send({"messages": [{"custom": {"topic": "t", "text": model}}]})

        def _send(self, content: object) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


if __name__ == "__main__":
    raise SystemExit(main())
