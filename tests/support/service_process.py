"""Runs `talkgraph serve` as a process of its own, for tests and for the load script."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
STOP_SECONDS = 30.0


class Service:
    """A running service: its address, its log, its process."""

    def __init__(self, kb: Path, *options: str) -> None:
        """Start it on a free port and wait until it is ready."""
        command = [sys.executable, "-m", "talkgraph", "serve", "--kb", str(kb), "--port", "0"]
        self.process = subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True)
        self.log: list[dict[str, Any]] = []
        self.other_lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self._wait_for("started")["url"].rstrip("/")
        self._wait_until_ready()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.other_lines.append(line)

    def _wait_for(self, event: str) -> dict[str, Any]:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in list(self.log):
                if line["event"] == event:
                    return line
            time.sleep(0.02)
        raise RuntimeError(f"the service did not start: {''.join(self.other_lines)}")

    def _wait_until_ready(self) -> None:
        import httpx

        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if httpx.get(f"{self.url}/readyz").status_code == 200:
                return
            time.sleep(0.05)
        raise RuntimeError("the service did not become ready")

    def memory(self) -> int:
        """Return the resident memory of the process (not of its workers) in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
        return int(line.split()[1]) * 1024

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to stop, and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(timeout=STOP_SECONDS)
        finally:
            self.process.kill()
        self._reader.join(timeout=5)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return status


@contextmanager
def service(kb: Path, *options: str) -> Iterator[Service]:
    """Run a service for as long as the block lasts."""
    running = Service(kb, *options)
    try:
        yield running
    finally:
        running.stop()
