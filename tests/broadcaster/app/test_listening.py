"""Listening: a taken port is named, and what is no HTTP stays out of the log."""

import asyncio
import logging
import socket

import pytest
from aiohttp import web

from broadcaster.app.listening import PortTakenError, listen


async def test_a_taken_port_is_named_with_its_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"{port}.*PALIER_PORT"):
            await listen(web.Application(), "127.0.0.1", port, "PALIER_PORT")


async def test_a_broken_request_leaves_no_cookie_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    runner = await listen(web.Application(), "127.0.0.1", port, "PALIER_PORT")
    with caplog.at_level(logging.DEBUG):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nCookie: palier_chat=secret\x00\xff\r\n\r\n")
        answer = await reader.read()
        writer.close()
    await runner.cleanup()
    assert b" 400 " in answer
    assert "secret" not in caplog.text
