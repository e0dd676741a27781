"""The schemes by name. A new scheme is one file and one line here."""

from __future__ import annotations

import re

from pydantic import JsonValue, ValidationError

from fanscope.errors import Issue, SpecError, shorten
from fanscope.schemes.calibrated import GradInit, Lsuv, MetaInit
from fanscope.schemes.chaos import Critical, EdgeOfChaos
from fanscope.schemes.delta_orthogonal import DeltaOrthogonal
from fanscope.schemes.fixed import Constant, Normal, Zeros
from fanscope.schemes.hyperfan import HyperfanHarmonic, HyperfanIn, HyperfanOut
from fanscope.schemes.hyperinit import BiasHyperInit, SirenHypernetwork, WeightHyperInit
from fanscope.schemes.kaiming import Kaiming, KaimingOut
from fanscope.schemes.lecun import LeCun
from fanscope.schemes.mup import Mup
from fanscope.schemes.orthogonal import Orthogonal
from fanscope.schemes.residual import DepthScaled, Fixup, SkipInit
from fanscope.schemes.scaled import Scaled
from fanscope.schemes.scheme import ParameterInfo, Scheme, SchemeInfo
from fanscope.schemes.siren import Siren
from fanscope.schemes.sparse import Sparse
from fanscope.schemes.torch_default import TorchDefault
from fanscope.schemes.xavier import Xavier, XavierAvg, XavierOut
from fanscope.schemes.zero import Zero
from fanscope.spec import SchemeChoice
from fanscope.suggestions import suggest

_SCHEMES: tuple[type[Scheme], ...] = (
    Xavier,
    XavierAvg,
    XavierOut,
    Kaiming,
    KaimingOut,
    LeCun,
    TorchDefault,
    Orthogonal,
    HyperfanIn,
    HyperfanOut,
    HyperfanHarmonic,
    BiasHyperInit,
    WeightHyperInit,
    SirenHypernetwork,
    DeltaOrthogonal,
    EdgeOfChaos,
    Critical,
    Siren,
    Mup,
    Fixup,
    SkipInit,
    DepthScaled,
    Zero,
    Sparse,
    Lsuv,
    MetaInit,
    GradInit,
    Normal,
    Constant,
    Zeros,
    Scaled,
)
_BY_NAME: dict[str, type[Scheme]] = {scheme.info.name: scheme for scheme in _SCHEMES}
_KNOWN_ELSEWHERE_AS = {
    "glorot": Xavier.info.name,
    "he": Kaiming.info.name,
    "msra": Kaiming.info.name,
    "default": TorchDefault.info.name,
    "pytorch": TorchDefault.info.name,
    "gaussian": Normal.info.name,
}


def catalogue() -> tuple[SchemeInfo, ...]:
    """Return what there is to know about every scheme, the usual ones first."""
    return tuple(scheme.info for scheme in _SCHEMES)


def example_of(info: SchemeInfo) -> SchemeChoice:
    """Return a choice of the scheme with the example of each parameter."""
    return SchemeChoice.model_validate(
        {"name": info.name, **{parameter.name: parameter.example for parameter in info.parameters}}
    )


def resolve(choice: SchemeChoice) -> Scheme:
    """Return the scheme that a user chose.

    Raises:
        SpecError: Unknown name, or a parameter that is unknown, missing or wrong; the fields are
            relative to the choice: ``name``, ``factor``, ``of``, ``of.std``.
    """
    scheme = _BY_NAME.get(choice.name)
    if scheme is None:
        raise SpecError.at("name", choice.name, _no_scheme(choice.name))
    given, wanted = choice.parameters, scheme.info.parameters
    names = [parameter.name for parameter in wanted]
    issues = [
        Issue(key, shorten(given[key]), _unknown(f"parameter of {choice.name}", key, names))
        for key in given
        if key not in names
    ]
    arguments: dict[str, float | Scheme] = {}
    for parameter in wanted:
        try:
            arguments[parameter.name] = _read(parameter, given, scheme.info)
        except SpecError as error:
            issues.extend(error.issues)
    if issues:
        raise SpecError(issues)
    return scheme(**arguments)


def _read(
    parameter: ParameterInfo, given: dict[str, JsonValue], info: SchemeInfo
) -> float | Scheme:
    if parameter.name not in given:
        message = (
            f"{info.name} needs {parameter.name}, {parameter.summary}: "
            f"{{name: {info.name}, {_example(info)}}}"
        )
        raise SpecError([Issue(parameter.name, "", message)])
    value = given[parameter.name]
    return _read_number(parameter, value) if parameter.kind == "number" else _read_scheme(value)


def _read_number(parameter: ParameterInfo, value: JsonValue) -> float:
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and parameter.minimum <= value <= parameter.maximum
        and (not parameter.is_whole or value == int(value))
    ):
        return float(value)
    number = "whole number" if parameter.is_whole else "number"
    raise SpecError.at(
        parameter.name,
        value,
        f"must be a {number} from {parameter.minimum:g} to {parameter.maximum:g}",
    )


def _read_scheme(value: JsonValue) -> Scheme:
    try:
        choice = SchemeChoice.model_validate(value)
    except ValidationError:
        raise SpecError.at(
            "of",
            value,
            "must be the name of a scheme, or a mapping such as {name: normal, std: 0.02}",
        ) from None
    if choice.name == Scaled.info.name:
        raise SpecError.at(
            "of",
            value,
            "scaled cannot stand inside another scheme; multiply the factors, or scale the whole",
        )
    if choice.name in _BY_NAME and _BY_NAME[choice.name].info.calibration is not None:
        raise SpecError.at(
            "of",
            value,
            f"{choice.name} sets the scales from data itself, so it cannot stand inside another scheme",
        )
    try:
        return resolve(choice)
    except SpecError as error:
        is_bare = isinstance(value, str)
        raise SpecError(
            [
                Issue("of" if is_bare else f"of.{issue.field}", issue.value, issue.message)
                for issue in error.issues
            ]
        ) from None


def _example(info: SchemeInfo) -> str:
    return ", ".join(f"{parameter.name}: {parameter.example}" for parameter in info.parameters)


def _no_scheme(name: str) -> str:
    """Return what comes nearest, and where all names are to be had: there are too many for a line."""
    elsewhere = _KNOWN_ELSEWHERE_AS.get(re.split("[-_ ]", name.lower())[0])
    nearest = f"; did you mean {elsewhere}?" if elsewhere else suggest(name, list(_BY_NAME))
    return f"no such scheme{nearest or ';'} `fanscope schemes` and GET /api/schemes list all {len(_BY_NAME)}"


def _unknown(what: str, name: str, known: list[str]) -> str:
    return f"no such {what}" + (
        suggest(name, known) or f"; there are: {', '.join(known) or 'none'}"
    )
