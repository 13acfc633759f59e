"""Serving the portal; says nothing, the caller does."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until interrupted. Raises :class:`SystemExit` where the port is taken."""
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
