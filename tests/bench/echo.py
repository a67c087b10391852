"""A bare FastAPI application that gives back what it was given, served as the service is: the rate of the framework."""

import socket
import threading
from typing import Any

import uvicorn
from fastapi import FastAPI

from tests.bench.orders import orders, say


async def echo(given: dict[str, Any]) -> dict[str, Any]:
    return given


def serve() -> None:
    """Answer `POST /echo` until the parent ends."""
    app = FastAPI(openapi_url=None)
    app.add_api_route("/echo", echo, methods=["POST"])
    listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
    server = uvicorn.Server(
        uvicorn.Config(app, http="h11", loop="asyncio", log_config=None, access_log=False, server_header=False)
    )

    def obey() -> None:
        for _ in orders():
            pass
        server.should_exit = True

    threading.Thread(target=obey, daemon=True).start()
    say(port=listener.getsockname()[1])
    server.run(sockets=[listener])


if __name__ == "__main__":
    serve()
