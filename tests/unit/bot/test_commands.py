"""The command line: light to start, and one clear line for what the person who started it can put right."""

import asyncio
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.__main__ import command_modules, main
from models.crypto import new_key

ROOT = Path(__file__).parents[3]
Run = tuple[int, str]


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file, keys, and a database of one's own."""
    (tmp_path / "settings.toml").write_text((ROOT / "settings.toml").read_text())
    monkeypatch.setattr("bot.__main__.SETTINGS", tmp_path / "settings.toml")
    monkeypatch.setenv("LIANXIN_DATABASE__URL", str(tmp_path / "lianxin.db"))
    monkeypatch.setenv("LIANXIN_KEYS", f"k1:{new_key()}")
    monkeypatch.setenv("LIANXIN_INDEX_KEY", new_key())
    monkeypatch.setenv("LIANXIN_LANGUAGE__MODEL", "")  # the rules read; nothing is trained
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    """Exit code and what stands on stderr, which is one line at most."""
    code = main(list(arguments))
    told = capsys.readouterr().err
    assert told.count("\n") <= 1, told
    return code, told


@pytest.mark.parametrize("name", ["--help", *(f"{module.NAME} --help" for module in command_modules())])
def test_help_is_light(name: str) -> None:
    program = (
        "import sys; from bot.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'aiogram', 'telegram', 'numpy', 'numba', 'sklearn', 'apscheduler'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program, *name.split()], cwd=ROOT, check=True, capture_output=True)


def test_a_worker_has_no_aiogram() -> None:
    modules = "bot.delivery, bot.clock, bot.run, bot.sender, bot.page, services.jobs"
    program = f"import sys, {modules}\nassert 'aiogram' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_an_unreadable_settings_file(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = run(capsys, "--settings", "nowhere.toml", "migrate")
    assert (code, "nowhere.toml cannot be read" in told) == (2, True)


def test_a_wrong_value_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXIN_WEBCHAT__PORT", "99999")
    code, told = run(capsys, "migrate")
    assert (code, "webchat.port" in told) == (2, True)


def test_missing_and_malformed_keys(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXIN_KEYS", "k1:short")
    code, told = run(capsys, "worker")
    assert (code, "LIANXIN_KEYS" in told) == (2, True)
    monkeypatch.delenv("LIANXIN_KEYS")
    code, told = run(capsys, "worker")
    assert (code, "LIANXIN_KEYS is not set" in told) == (2, True)


def test_fresh_keys_can_be_used(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["keys", "--id", "y27"]) == 0
    for line in capsys.readouterr().out.splitlines():
        monkeypatch.setenv(*line.split("=", 1))
    code, told = run(capsys, "worker")
    assert (code, "load-county 320830" in told) == (2, True)


def test_a_database_of_a_newer_version(capsys: pytest.CaptureFixture[str], installation: Path) -> None:
    assert main(["migrate"]) == 0
    with sqlite3.connect(installation / "lianxin.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    capsys.readouterr()
    code, told = run(capsys, "migrate")
    assert (code, "version 9999" in told) == (2, True)


def test_a_locked_database(
    capsys: pytest.CaptureFixture[str], installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["migrate"]) == 0
    monkeypatch.setattr("models.inline.LONGEST_WAIT", 0.05)
    connection = sqlite3.connect(installation / "lianxin.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    capsys.readouterr()
    code, told = run(capsys, "migrate")
    connection.close()
    assert (code, "another program holds it" in told) == (2, True)


def test_no_database_at_all(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANXIN_DATABASE__URL", "postgresql://nobody:secret@127.0.0.1:1/none")
    code, told = run(capsys, "migrate")
    assert (code, "cannot be used" in told, "secret" in told) == (2, True, False)


@pytest.fixture
def county(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load-county", "320830"]) == 0
    capsys.readouterr()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.usefixtures("county")
def test_a_port_in_use(capsys: pytest.CaptureFixture[str], taken: int) -> None:
    for command in ("serve", "webchat"):
        code, told = run(capsys, command, "--port", str(taken))
        assert (code, "the port is in use" in told) == (2, True)
    code, told = run(capsys, "serve", "--port", "70000")
    assert (code, "--port must be" in told) == (2, True)


@pytest.mark.usefixtures("county")
def test_a_token_that_is_not_accepted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, installation: Path
) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)

    with _served(refuse) as url:
        settings = installation / "settings.toml"
        settings.write_text(settings.read_text().replace('base_url = "webchat"', f'base_url = "{url}"'))
        code, told = run(capsys, "worker")
        assert (code, "LIANXIN_BOT_TOKEN is not set" in told) == (2, True)
        monkeypatch.setenv("LIANXIN_BOT_TOKEN", "7001:a_secret_of_the_bot")
        for command in (("worker",), ("serve", "--port", str(_free_port()))):
            code, told = run(capsys, *command)
            assert (code, "is not accepted" in told, "a_secret" in told) == (2, True, False)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class _served:
    """A server in a thread of its own, for programs that run their own loop."""

    def __init__(self, handler: object) -> None:
        self._handler = handler

    def __enter__(self) -> str:
        import threading

        self._loop, ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,))
        self._thread.start()
        ready.wait()
        return f"http://127.0.0.1:{self._port}"

    def _run(self, ready: object) -> None:
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: object) -> None:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._handler)  # type: ignore[arg-type]
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._port = runner.addresses[0][1]
        self._stop = asyncio.Event()
        ready.set()
        await self._stop.wait()
        await runner.cleanup()

    def __exit__(self, *_exception: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
