"""Somebody at the managers' pages by plain requests, without a browser."""

import re
from dataclasses import dataclass
from typing import Self

import aiohttp

from services.managing.signing import make_link
from tests.web.manager_world import Managed

TOKEN = re.compile(r'name="form" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the body, where it led, and its headers."""

    status: int
    text: str
    to: str
    headers: dict[str, str]
    body: bytes


class Visitor:
    """One browser: `async with Visitor(managed, person_id) as someone` is signed in by a link of their own."""

    def __init__(self, managed: Managed, person_id: int = 0) -> None:
        self.managed, self.person_id, self.form = managed, person_id, ""
        self._http = aiohttp.ClientSession(managed.url, cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> Self:
        if self.person_id:
            await self.enter(await self.link())
            self.form = await self.form_token()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def link(self, page: str = "") -> str:
        """The path of a fresh link."""
        token = await self.managed.place.act(self.person_id, lambda work: make_link(work, page))
        return f"/manage/in/{token}"

    async def enter(self, path: str) -> Answer:
        """Press the button of a link."""
        return await self.post(path, csrf=False)

    async def form_token(self) -> str:
        """What the forms of this session carry."""
        found = TOKEN.search((await self.get("/manage/settings")).text)
        assert found is not None
        return found[1]

    @property
    def cookie(self) -> tuple[str, str]:
        """Name and value of the session's cookie."""
        (one,) = list(self._http.cookie_jar)
        return one.key, one.value

    async def get(self, path: str, **headers: str) -> Answer:
        """Open a page, without following where it leads."""
        return await self._ask("GET", path, {}, headers)

    async def post(self, path: str, *, csrf: bool = True, headers: dict[str, str] | None = None, **form: str) -> Answer:
        """Send a form."""
        return await self.send(path, form, csrf=csrf, headers=headers)

    async def send(
        self, path: str, form: dict[str, str], *, csrf: bool = True, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a form with these fields."""
        return await self._ask("POST", path, {"form": self.form, **form} if csrf else form, headers or {})

    async def _ask(self, method: str, path: str, form: dict[str, str], headers: dict[str, str]) -> Answer:
        data = form if method == "POST" else None
        async with self._http.request(method, path, data=data, headers=headers, allow_redirects=False) as response:
            body = await response.read()
            text = body.decode("utf-8", "replace")
            return Answer(response.status, text, response.headers.get("Location", ""), dict(response.headers), body)
