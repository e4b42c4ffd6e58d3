"""A platform that takes every connection and never answers."""

from __future__ import annotations

import socket
import threading


class HangingPlatform:
    """Takes connections, keeps them, and says nothing."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> HangingPlatform:
        self._accepting.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # else its thread would wait on
        self._listener.close()
        self._accepting.join()
        self.hang_up()

    @property
    def callers(self) -> int:
        """How many are waiting for an answer, or waited since it last hung up."""
        return len(self._held)

    def hang_up(self) -> None:
        """End every call, so that nobody waits for its time to run out."""
        with self._lock:
            held, self._held = self._held, []
        for connection in held:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # it was closed
            with self._lock:
                self._held.append(connection)
