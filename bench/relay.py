"""A relay on loopback that makes every byte take its time in both directions, and counts the round trips."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
import time
from dataclasses import replace
from types import TracebackType
from typing import Self

from tests.fixtures.imap_server import ImapServer


class SlowRelay:
    """Listens on a port of its own; `server` is the mailbox as seen through it. `latency`: seconds each way."""

    def __init__(self, target: ImapServer, latency: float) -> None:
        self.latency = latency
        self.round_trips = 0
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.server = replace(target, host="127.0.0.1", port=self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((self._target.host, self._target.port))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            turn = _Turn(self)
            self._pipe(client, server, turn.asked)
            self._pipe(server, client, turn.answered)

    def _pipe(self, source: socket.socket, target: socket.socket, seen: object) -> None:
        waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(source, waiting, seen), daemon=True).start()
        threading.Thread(target=_write, args=(target, waiting), daemon=True).start()

    def _read(self, source: socket.socket, waiting: queue.SimpleQueue[tuple[float, bytes]], seen: object) -> None:
        data = b"x"
        while data:
            try:
                data = source.recv(1 << 16)
            except OSError:
                data = b""
            if data:
                seen()  # type: ignore[operator]
            waiting.put((time.monotonic() + self.latency, data))


class _Turn:
    """Whose turn it is on one connection: a round trip is whatever is sent after an answer has come."""

    def __init__(self, relay: SlowRelay) -> None:
        self._relay = relay
        self._answered = True

    def asked(self) -> None:
        if self._answered:
            self._relay.round_trips += 1
            self._answered = False

    def answered(self) -> None:
        self._answered = True


def _write(target: socket.socket, waiting: queue.SimpleQueue[tuple[float, bytes]]) -> None:
    with contextlib.suppress(OSError):
        while True:
            due, data = waiting.get()
            if not data:
                break
            time.sleep(max(0.0, due - time.monotonic()))
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
