"""The parts of networks: what the catalogue offers is what the spec accepts."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from fanscope.spec import Activation, Layer, Part, PartField, parts

EXAMPLES: dict[str, Any] = {"whole": 2, "number": 0.25, "flag": True, "wholes": [2, 3]}
LEAF = {"op": "flatten"}


def example(field: PartField) -> Any:
    if field.kind == "layers":
        return [LEAF]
    return field.choices[0] if field.kind == "choice" else EXAMPLES[field.kind]


@pytest.mark.parametrize("part", parts().layers, ids=lambda part: part.kind)
def test_a_layer_is_read_with_its_required_fields_alone(part: Part) -> None:
    wanted = {field.name: example(field) for field in part.fields if field.required}
    optional = {"kernel": 2} if part.kind == "pool" else {}
    layer: Any = TypeAdapter(Layer).validate_python({"op": part.kind, **wanted, **optional})
    for field in part.fields:
        if not field.required and field.name not in optional:
            assert layer.model_dump(mode="json")[field.name] == field.default


def test_says_what_kind_each_field_is() -> None:
    conv = next(part for part in parts().layers if part.kind == "conv2d")
    fields = {field.name: field for field in conv.fields}
    assert (fields["channels"].kind, fields["channels"].required) == ("whole", True)
    assert (fields["padding"].kind, fields["padding"].choices) == ("whole", ("same",))
    assert (fields["bias"].kind, fields["bias"].default) == ("flag", True)
    residual = next(part for part in parts().layers if part.kind == "residual")
    assert [field.kind for field in residual.fields][:3] == ["layers", "layers", "number"]


def test_has_every_kind_of_layer_and_activation_that_the_spec_has() -> None:
    models = get_args(get_args(Layer)[0])
    assert [part.kind for part in parts().layers] == [m.model_fields["op"].default for m in models]
    assert parts().activations == get_args(Activation)
    assert "weights" in parts().generates
    assert parts().conditionings[0].kind == "learned"
    assert parts().heads[0].kind == "per_tensor"
    assert all("`" not in part.summary for part in parts().layers)
