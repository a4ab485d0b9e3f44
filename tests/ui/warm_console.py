"""The console script, loaded once: every call is a fork of this process.

Run by path with the number of a socket. A call comes as one JSON message with four open files:
standard input, output and error, and where its process id and then its exit status go. The fork
has the call's words, environment and files and runs ``main`` to the end of its interpreter, as the
script would; what it does not do again is load the modules. Here nothing is ever opened, computed
or asked for, and there is one thread, so that a fork begins as a fresh process does.

Guessing a pass phrase is made as cheap as the product allows, which is what it does by itself on a
machine with little memory: at its full price every call would pay half a second for it.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

LOADED = ("omni_med.workspace", "omni_med.inference", "omni_med.models.compact.backend")

_MESSAGE = 1 << 20  # bytes; an environment and some paths


def serve(channel: socket.socket, script: str) -> bool:
    """Fork for each call until nobody asks any more.

    Returns:
        True in a fork, where the call waits to be run; False here at the end.
    """
    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    running: dict[int, tuple[int, int]] = {}
    while True:
        for key, _ in selector.select():
            if key.fileobj is not channel:
                selector.unregister(key.fileobj)
                _end(*running.pop(key.fd), key.fd)
                continue
            message, files, _, _ = socket.recv_fds(channel, _MESSAGE, 4)
            if not message:
                return False
            child = os.fork()
            if not child:
                selector.close()  # else, found as a cycle later, it would close another's file
                channel.close()
                for number in (*running, *(told for _, told in running.values())):
                    os.close(number)
                _become(json.loads(message), files, script)
                return True
            for file in files[:3]:
                os.close(file)
            _tell(files[3], child)
            watched = os.pidfd_open(child)
            running[watched] = child, files[3]
            selector.register(watched, selectors.EVENT_READ)


def _end(child: int, told: int, watched: int) -> None:
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    _tell(told, status)
    os.close(told)
    os.close(watched)


def _tell(told: int, number: int) -> None:
    with suppress(BrokenPipeError):  # whoever asked waits no longer
        os.write(told, b"%d\n" % number)


def _become(call: dict[str, Any], files: list[int], script: str) -> None:
    """Make this process the one that was asked for."""
    for number, file in enumerate(files[:3]):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    os.environ.clear()
    os.environ.update(call["environment"])
    os.chdir(call["folder"])
    sys.argv = [script, *call["words"]]


if __name__ == "__main__":
    main = import_module("ui.cli.main").main
    for name in (*LOADED, "ui.opening.second_factor"):
        import_module(name)
    little = SimpleNamespace(total=1 << 29)
    import_module("audit.identity.policy").psutil = SimpleNamespace(virtual_memory=lambda: little)
    if len(list(Path("/proc/self/task").iterdir())) != 1:
        sys.exit("the loaded console has threads: it cannot be forked")
    with socket.socket(fileno=int(sys.argv[1])) as own:
        called = serve(own, str(Path(sys.executable).with_name("omni-med")))
    if called:
        sys.exit(main())
