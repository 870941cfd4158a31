"""What the pages share: rendering in the reader's language, the headers that keep a page to itself, the stylesheet."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from templates.engine import LANGUAGES, page

STATIC = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".svg": "image/svg+xml"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


@dataclass(frozen=True, slots=True)
class Shell:
    """What the base template needs: the address of the stylesheet, and of this page in the other language."""

    stylesheet: str
    other_language: str


def language_of(request: web.Request, own: str | None = None) -> str:
    """The language of a page: `?lang=`, or else the reader's own, or else what their browser prefers; Chinese without all these."""
    wanted = request.query.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    if own in LANGUAGES:
        return own
    first = request.headers.get("Accept-Language", "zh").strip().lower()
    return "en" if first.startswith("en") else "zh"


def respond(
    request: web.Request,
    template: str,
    language: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> web.Response:
    """Render `templates/web/<template>` (which extends `web/base.html.j2`) as an answer; `headers` come over the usual ones."""
    shell = Shell(f"/static/lianxin.css?v={_version()}", _other(request, language))
    text = page(f"web/{template}", language, shell=shell, **context)
    return web.Response(text=text, status=status, content_type="text/html", headers={**HEADERS, **(headers or {})})


def routes() -> list[web.RouteDef]:
    """The stylesheet and the icon."""
    return [web.get("/static/{name}", _static)]


async def _static(request: web.Request) -> web.Response:
    file = STATIC / request.match_info["name"]
    if file.suffix not in KINDS or file.name not in _files():
        raise web.HTTPNotFound
    kept = "public, max-age=31536000, immutable" if "v" in request.query else "public, max-age=3600"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    answer = web.Response(body=_files()[file.name], content_type=KINDS[file.suffix], charset="utf-8", headers=headers)
    answer.enable_compression()
    return answer


def _other(request: web.Request, language: str) -> str:
    return "?" + urlencode({**request.query, "lang": "zh" if language == "en" else "en"})


@cache
def _files() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in STATIC.iterdir() if file.suffix in KINDS}


@cache
def _version() -> str:
    return hashlib.sha256(_files()["lianxin.css"]).hexdigest()[:10]
