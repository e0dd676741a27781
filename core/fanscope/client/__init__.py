"""Talking to a Fanscope server: submit a spec, follow its events, read what came of it."""

from fanscope.client.client import DEFAULT_SERVER, Client
from fanscope.client.events import Event
from fanscope.client.problems import ServerError

__all__ = ["DEFAULT_SERVER", "Client", "Event", "ServerError"]
