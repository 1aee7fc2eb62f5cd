"""The demo mailbox's IMAP server: pymap, with everything in memory.

python -m lieferschein.demo.server PORT USER PASSWORD
"""

from __future__ import annotations

import asyncio
import signal
import sys
from argparse import Namespace
from contextlib import AsyncExitStack

from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService
from pysasl.hashing import BuiltinHash


async def serve(port: int, user: str, password: str) -> None:
    """Serve one user on 127.0.0.1 until SIGTERM."""
    arguments = Namespace(
        host="127.0.0.1",
        port=port,
        debug=False,
        tls=False,
        cert=None,
        key=None,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        passlib_cfg=None,
        proxy_protocol=None,
        inherited_sockets=None,
    )
    # One round: the password is no secret, and the default takes 0.3 s at every login.
    backend, config = await DictBackend.init(arguments, hash_context=BuiltinHash(rounds=1))
    config.apply_context()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with AsyncExitStack() as stack:
        await IMAPService(backend, config).start(stack)
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
