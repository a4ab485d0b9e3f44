"""A small server that speaks the OpenAI protocol, in a process of its own.

The first part of the path says how it behaves (``/ok/v1/chat/completions``); every body that it
receives is appended to a file as one line. A script: FILE [CERTIFICATE KEY]; prints its port.
"""

from __future__ import annotations

import json
import ssl
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

ENGLISH = (
    "FINDINGS: There is a pleural effusion. The patient has fever and cough. "
    "There is no pneumothorax.\nIMPRESSION: Pleural effusion. The bones are made of glass."
)
CHINESE = "影像所见：可见胸腔积液。患者有发热、咳嗽。\n诊断意见：胸腔积液。骨骼由玻璃构成。"
KEY = "sk-a-key-of-a-test"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    log: Path
    seen: ClassVar[Counter[str]] = Counter()
    lock = threading.Lock()

    def log_message(self, *_: Any) -> None: ...

    def do_POST(self) -> None:
        how = self.path.split("/")[1]
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            with self.log.open("ab") as file:
                file.write(raw.replace(b"\n", b" ") + b"\n")
                file.write(json.dumps(dict(self.headers)).encode() + b"\n")
            self.seen[how] += 1
            count = self.seen[how]
        getattr(self, f"_{how}", self._ok)(json.loads(raw), count)

    # How it behaves

    def _ok(self, body: dict[str, Any], _: int) -> None:
        if body.get("stream"):
            self._stream(body)
        elif body.get("logprobs"):
            self._send(answer("yes", logprobs=True))
        elif "response_format" in body:
            schema = body["response_format"]["json_schema"]["schema"]
            self._send(answer(json.dumps(dict.fromkeys(schema["required"], "yes"))))
        else:
            self._send(answer("Yes."))

    def _plain(self, body: dict[str, Any], _: int) -> None:
        """Neither probabilities nor constrained answers are known here."""
        if body.get("stream"):
            self._stream(body)
        else:
            self._send(answer("No, there is none."))

    def _streams(self, body: dict[str, Any], count: int) -> None:
        """Answers only in streams, as DashScope does."""
        if body.get("stream") and body.get("logprobs"):
            self._open()
            piece = answer("yes", logprobs=True)["choices"][0]["logprobs"]
            event_ = {"choices": [{"delta": {"content": "yes"}, "logprobs": piece}]}
            self._chunk(b"data: " + json.dumps(event_).encode() + b"\n\ndata: [DONE]\n\n")
            self._chunk(b"")
        elif body.get("stream"):
            self._stream(body)
        else:
            self._status(400)

    def _strict(self, body: dict[str, Any], count: int) -> None:
        """Knows the barest form alone."""
        if {"logprobs", "response_format", "stream_options"} & set(body):
            self._status(422)
        else:
            self._plain(body, count)

    def _never(self, *_: Any) -> None:
        self._status(400)

    def _vague(self, *_: Any) -> None:
        self._send(answer("Perhaps."))

    def _busy(self, body: dict[str, Any], count: int) -> None:
        if count % 3:
            self._status(429, {"Retry-After": "0"})
        else:
            self._ok(body, count)

    def _full(self, *_: Any) -> None:
        self._status(429, {"Retry-After": "0"})

    def _broken(self, *_: Any) -> None:
        self._status(500)

    def _refuse(self, *_: Any) -> None:
        self._status(401)

    def _nowhere(self, *_: Any) -> None:
        self._status(404)

    def _elsewhere(self, *_: Any) -> None:
        self._status(307, {"Location": "http://127.0.0.1:9/v1/chat/completions"})

    def _silent(self, *_: Any) -> None:
        time.sleep(30)

    def _json(self, *_: Any) -> None:
        self._bytes(b'{"choices": [')

    def _page(self, *_: Any) -> None:
        self._bytes(b"<html>Welcome</html>")

    def _other(self, *_: Any) -> None:
        self._bytes(b'{"choices": 7}')

    def _cut(self, body: dict[str, Any], _: int) -> None:
        self._open()
        self._chunk(event("There is "))
        self.close_connection = True
        self.connection.close()

    def _short(self, body: dict[str, Any], _: int) -> None:
        """Ends in good order, without saying that it was all."""
        self._open()
        self._chunk(event("There is "))
        self._chunk(b"")

    def _slow(self, *_: Any) -> None:
        self._open()
        for _number in range(600):
            self._chunk(event("word "))
            time.sleep(0.05)

    def _sick(self, *_: Any) -> None:
        self._open()
        self._chunk(b'data: {"error": {"message": "out of memory"}}\n\n')
        self._chunk(b"")

    def _endless(self, *_: Any) -> None:
        self._open()
        for _number in range(3000):
            self._chunk(b"data: " + b" " * 8000 + b"\n")

    # Means

    def _stream(self, body: dict[str, Any]) -> None:
        words = json.dumps(body, ensure_ascii=False)
        text = CHINESE if "放射科医师" in words else ENGLISH
        self._open()
        for start in range(0, len(text), 7):
            self._chunk(event(text[start : start + 7]))
        tail = {"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}
        self._chunk(
            b"data: " + json.dumps(tail).encode() + b"\r\n\r\n: a comment\n\ndata: [DONE]\n\n"
        )
        self._chunk(b"")

    def _open(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, document: dict[str, Any]) -> None:
        self._bytes(json.dumps(document).encode())

    def _bytes(self, data: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _status(self, status: int, headers: dict[str, str] | None = None) -> None:
        data = b'{"error": {"message": "the words of a server that nobody checked"}}'
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def event(words: str) -> bytes:
    document = {"object": "chat.completion.chunk", "choices": [{"delta": {"content": words}}]}
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def answer(words: str, *, logprobs: bool = False) -> dict[str, Any]:
    choice: dict[str, Any] = {"message": {"role": "assistant", "content": words}}
    if logprobs:
        top = [
            {"token": "yes", "logprob": -0.5},
            {"token": " No", "logprob": -1.5},
            {"token": "Yes", "logprob": -2.5},
            {"token": "maybe", "logprob": -3.0},
        ]
        choice["logprobs"] = {"content": [{"token": "yes", "top_logprobs": top}]}
    usage = {"prompt_tokens": 500, "completion_tokens": 1}
    return {"object": "chat.completion", "choices": [choice], "usage": usage}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None: ...


def main() -> None:
    Handler.log = Path(sys.argv[1])
    server = Server(("127.0.0.1", 0), Handler)
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
