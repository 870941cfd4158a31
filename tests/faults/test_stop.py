"""The whole program as it is started: it says where it is, answers, and stops when told to, with nothing left over."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from bot.__main__ import main
from models.crypto import new_key

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_it_serves_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("LIANXIN_DATABASE__URL", str(tmp_path / "lianxin.db"))
    monkeypatch.setenv("LIANXIN_LANGUAGE__MODEL", "")
    monkeypatch.setenv("LIANXIN_KEYS", f"k1:{new_key()}")
    monkeypatch.setenv("LIANXIN_INDEX_KEY", new_key())
    monkeypatch.chdir(ROOT)
    assert main(["load-county", "320830"]) == 0
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline().decode()
        assert f"http://127.0.0.1:{port}/" in line, process.stderr.read().decode()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert page.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, process.stderr.read().decode()
        assert process.stderr.read() == b""
