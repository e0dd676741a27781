"""What a spec can name: schemes, data sets, presets; and the figures there are."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

from fastapi import APIRouter

from fanscope import datasets, figures, schemes
from fanscope.estimates import estimate
from fanscope.parsing import dump_yaml
from fanscope.presets import presets
from fanscope.spec import parts
from fanscope_backend.api.data_sets import missing_files
from fanscope_backend.api.dependencies import SettingsDep
from fanscope_backend.api.models.catalogue import (
    DatasetInfo,
    DatasetList,
    FigureInfo,
    FigureList,
    NetworkParts,
    PresetInfo,
    PresetList,
    SchemeInfo,
    SchemeList,
)
from fanscope_backend.api.responses import problems

router = APIRouter(prefix="/api", tags=["catalogues"], responses=problems(403))


@router.get("/schemes")
def list_schemes() -> SchemeList:
    """Return all schemes with formula, source and parameters."""
    items = [SchemeInfo.model_validate(asdict(info)) for info in schemes.catalogue()]
    return SchemeList(items=items, next_cursor=None)


@router.get("/parts")
def list_parts() -> NetworkParts:
    """Return what a network can be built of: layers, conditionings, heads, each with its fields."""
    return NetworkParts.model_validate(asdict(parts()))


@router.get("/datasets")
def list_datasets(settings: SettingsDep) -> DatasetList:
    """Return all data sets, and whether their files are here."""
    items = [
        DatasetInfo(
            name=info.name,
            title=info.title,
            summary=info.summary,
            features=info.features,
            shape=list(info.shape),
            vocabulary=info.vocabulary,
            classes=info.classes,
            targets=info.targets,
            tasks=info.tasks,
            examples=info.num_train,
            available=not missing_files(info, settings.data_dir),
            licence=info.licence,
            homepage=info.homepage,
            reference=info.reference,
        )
        for info in datasets.catalogue()
    ]
    return DatasetList(items=items, next_cursor=None)


@router.get("/presets")
def list_presets() -> PresetList:
    """Return specs to start from."""
    return _presets()


@router.get("/figures")
def list_figures() -> FigureList:
    """Return the figures that every experiment has."""
    items = [FigureInfo.model_validate(asdict(info)) for info in figures.catalogue()]
    return FigureList(items=items, next_cursor=None)


@cache
def _presets() -> PresetList:
    items = [
        PresetInfo(
            name=preset.name,
            title=preset.title,
            summary=preset.summary,
            group=preset.group,
            small_of=preset.small_of,
            duration_s=estimate(preset.spec).duration_s,
            spec=preset.spec,
            spec_yaml=dump_yaml(preset.spec),
        )
        for preset in presets()
    ]
    return PresetList(items=items, next_cursor=None)
