"""What routes ask for, by type."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from fanscope_backend.dispatch import Dispatcher
from fanscope_backend.live import Doorbell
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store


def _store(request: Request) -> Store:
    return cast(Store, request.app.state.store)


def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _dispatcher(request: Request) -> Dispatcher:
    return cast(Dispatcher, request.app.state.dispatcher)


def _doorbell(request: Request) -> Doorbell:
    return cast(Doorbell, request.app.state.doorbell)


StoreDep = Annotated[Store, Depends(_store)]
SettingsDep = Annotated[Settings, Depends(_settings)]
DispatcherDep = Annotated[Dispatcher, Depends(_dispatcher)]
DoorbellDep = Annotated[Doorbell, Depends(_doorbell)]
