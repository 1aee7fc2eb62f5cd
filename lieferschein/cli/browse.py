"""`lieferschein browse`."""

from __future__ import annotations

import json
import os
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from lieferschein.cli.failures import FAILED, UserError


def browse(*, port: int = 8001, host: str = "127.0.0.1") -> None:
    """Show the delivery notes as web pages, until Ctrl-C: searchable, with facets, read-only.

    It is Datasette on the database: pip install 'lieferschein[browse]'. SQLite only. Unless --host says otherwise,
    nobody else can open the pages: they are served on the loopback address.

        lieferschein browse
        lieferschein browse --port 8010
        lieferschein browse --host 0.0.0.0

    Parameters
    ----------
    port
        Where the pages are found.
    host
        The address to listen on. Any but 127.0.0.1 lets other computers in, and needs the same password as "up":
        PREFECT_SERVER_API_AUTH_STRING=name:password in the environment or in `.env`. The connection is not encrypted:
        put a proxy with TLS in front (docs/production.md).
    """
    from lieferschein.browse.pages import metadata
    from lieferschein.cli.common import messages
    from lieferschein.local.access import in_url, login_on
    from lieferschein.settings import load_settings
    from lieferschein.store import open_store
    from lieferschein.store.database import parse_url, sqlite_file

    if not 1 <= port <= 65535:
        raise UserError(f"--port is {port}; allowed is a port from 1 to 65535.")
    login = login_on(host)  # says what is missing before anything is started
    settings = load_settings()
    file = sqlite_file(parse_url(settings.database_url))
    if file is None:
        raise UserError(
            "The web pages are made by Datasette, which reads SQLite only, and database_url is PostgreSQL. "
            '"lieferschein notes", "lines" and "show" work there, and so does any SQL tool with a read-only user.',
            FAILED,
        )
    if find_spec("datasette") is None:
        raise UserError("The web pages need Datasette: pip install 'lieferschein[browse]'.", FAILED)
    open_store(settings.database_url, create=False, readonly=True).close()  # says what is wrong with it, if anything
    _check_free(host, port)
    pages = file.parent / ".lieferschein" / "browse.json"
    pages.parent.mkdir(exist_ok=True)
    pages.write_text(json.dumps(metadata(quote(file.stem))), encoding="utf-8")
    messages().print(f"The delivery notes are at http://{in_url(host)}:{port} until Ctrl-C.", markup=False)
    sys.stderr.flush()
    os.environ["BROWSE_LOGIN"] = login or ""  # for browse/plugins/guard.py
    # This process becomes the server: signals reach it, and nothing of ours has to be stopped with it
    os.execv(sys.executable, [sys.executable, "-m", "datasette", *_arguments(file, host, port, pages)])  # noqa: S606


def _arguments(file: Path, host: str, port: int, pages: Path) -> list[str]:
    settings = {
        "allow_download": "off",
        "default_page_size": "50",
        "sql_time_limit_ms": "5000",
        "facet_time_limit_ms": "2000",
        "truncate_cells_html": "200",
    }
    plugins = str(files("lieferschein.browse").joinpath("plugins"))
    given = [str(file), "--host", host, "--port", str(port), "--metadata", str(pages), "--plugins-dir", plugins]
    return ["serve", *given, *(part for name, value in settings.items() for part in ("--setting", name, value))]


def _check_free(host: str, port: int) -> None:
    import errno
    import socket

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise UserError(f"Port {port} is in use. Name another one with --port.", FAILED) from None
            raise UserError(f"--host is {host}, which is no address of this computer.", FAILED) from None
