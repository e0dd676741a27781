"""Settings of the server and its workers: one frozen object, built at entry points only."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from fanscope.estimates import Limits

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


def _default_home() -> Path:
    return Path.home() / ".local" / "share" / "fanscope"


class Settings(BaseSettings):
    """What differs between one person's machine and a team's server; each field is ``FANSCOPE_<FIELD>``.

    Attributes:
        home: Folder where the embedded server keeps its state (database, queue, downloads).
        data: Folder of data sets, one subfolder each; ``home/data`` where it is not given.
        offline: Data sets that are not in the data folder are refused, never downloaded.
        database_url: SQLAlchemy URL; SQLite in ``home`` where it is not given. A secret: it may hold a password.
        redis_url: Broker and doorbell; files in ``home`` and polling where it is not given.
        device: Torch device of the workers; CUDA when present where it is not given.
        threads: Threads of torch in each worker; results may differ in the last bit between numbers of threads.
        lease_s: Seconds after which a silent worker's job is given to another.
        reap_s: Seconds between two looks for silent workers.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        trusted_network: Allows an address beyond loopback, although there is no login yet.
        allowed_hosts: Host names under which the server may be addressed, besides loopback's; in the
            environment separated by commas, ``*`` for all.
        max_body_bytes: Largest request body.
        stream_s: Longest life of one event stream; the client takes it up again by itself.
        poll_s: Seconds between two looks for new events where there is no Redis.
        max_cached_bytes: Memory for decoded frames, in each server process.
        max_parameters: Most trainable parameters of one run.
        max_steps: Most training steps of one run.
        max_runs: Most runs of one experiment.
        max_recorded_values: Most numbers kept of one experiment.
        max_memory_bytes: Largest estimated peak memory of one run.
        max_duration_s: Longest estimated duration of one experiment. Limits that are not given are
            those of :class:`fanscope.limits.Limits`.
    """

    model_config = SettingsConfigDict(env_prefix="FANSCOPE_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=_default_home)
    data: Path | None = None
    offline: bool = False
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    device: str | None = None
    threads: Annotated[int, Field(ge=1)] = 1
    lease_s: Seconds = 30
    reap_s: Seconds = 5
    host: str = "127.0.0.1"
    port: Port = 8000
    trusted_network: bool = False
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    max_body_bytes: Annotated[int, Field(gt=0)] = 1024 * 1024
    stream_s: Seconds = 600
    poll_s: Seconds = 0.1
    max_cached_bytes: Annotated[int, Field(ge=0)] = 512 * 1024 * 1024
    max_parameters: int | None = None
    max_steps: int | None = None
    max_runs: int | None = None
    max_recorded_values: int | None = None
    max_memory_bytes: int | None = None
    max_duration_s: float | None = None

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(name.strip() for name in value.split(",") if name.strip())

    @property
    def limits(self) -> Limits:
        """What this installation allows."""
        given = {field.name: getattr(self, field.name) for field in fields(Limits)}
        return Limits(**{name: value for name, value in given.items() if value is not None})

    @property
    def data_dir(self) -> Path:
        """The folder of data sets."""
        return self.data or self.home / "data"

    @property
    def database(self) -> str:
        """The database's URL, password included."""
        if self.database_url is not None:
            return _name_driver(self.database_url.get_secret_value())
        return f"sqlite:///{(self.home / 'fanscope.sqlite').absolute()}"

    @property
    def redis(self) -> str | None:
        """The Redis URL, password included."""
        return self.redis_url.get_secret_value() if self.redis_url else None


def _name_driver(url: str) -> str:
    """Return the URL with the PostgreSQL driver that is installed: psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
