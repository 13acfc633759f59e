"""Serving the portal; says nothing, the caller does."""

from __future__ import annotations

import os
import socket

import uvicorn
from fastapi import FastAPI

from publish.errors import KtthError


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one.

    Raises:
        KtthError: the address cannot be had, most often because something else listens there.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        message = "cannot listen on {host}:{port} ({problem}): choose another port with --port or PORT="
        problem = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
        raise KtthError(message, host=host, port=port, problem=problem) from error
    # asyncio leaves it off on sockets it did not make, and every second answer of a connection would wait 40 ms
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def run(app: FastAPI, listening: socket.socket) -> None:
    """Serve on a socket of :func:`listen` until interrupted."""
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
