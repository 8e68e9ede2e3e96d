"""Runs `talkgraph serve` as a process of its own, for tests and for the load script."""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from waiting import HANGS, eventually


class Service:
    """A running service: its address, its log, its process."""

    def __init__(
        self, kb: Path, *options: str, after: str = "", until: str | None = "/readyz"
    ) -> None:
        """Start it on a free port and wait until it is ready, or something else answers 200.

        `after` is a program that is run before, in the same process: to injure it.
        """
        program = f"{after}\nfrom talkgraph.__main__ import main\nmain()"
        start = ["-c", program] if after else ["-m", "talkgraph"]
        command = [sys.executable, *start, "serve", "--kb", str(kb), "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.log: list[dict[str, Any]] = []
        self.other_lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self.wait_for("started")["url"].rstrip("/")
        if until is not None:
            eventually(lambda: httpx.get(f"{self.url}{until}", timeout=HANGS).status_code == 200)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.other_lines.append(line)

    def wait_for(self, event: str) -> dict[str, Any]:
        """Wait for an event, and return the first line of the log that tells of it."""

        def lines() -> list[dict[str, Any]]:
            if self.process.poll() is not None:
                raise RuntimeError(f"the service did not start: {''.join(self.other_lines)}")
            return [line for line in list(self.log) if line["event"] == event]

        return eventually(lines)[0]

    def metric(self, name: str) -> float:
        """Return a number from the metrics; 0 where it was never counted."""
        text = httpx.get(f"{self.url}/metrics", timeout=HANGS).text
        found = re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[0]) if found else 0.0

    def workers(self) -> list[int]:
        """Return the ids of the processes that this one has started."""
        found = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for path in found for child in path.read_text().split()]

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
            status = self.process.wait(timeout=HANGS)
        finally:
            self.process.kill()
        self._reader.join()
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
