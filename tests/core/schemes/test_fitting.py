"""Which schemes fit a network: those that can be assigned, with the reason for every other one."""

from __future__ import annotations

import pytest

from fanscope.errors import SpecError
from fanscope.layout import lay_out
from fanscope.schemes import catalogue, fittings, resolve
from fanscope.spec import HypernetworkSpec, MlpSpec, NetworkSpec, SchemeChoice

PLAIN = MlpSpec(widths=(8, 8, 4))


@pytest.mark.parametrize("network", [PLAIN, HypernetworkSpec(main=PLAIN)], ids=["mlp", "hyper"])
def test_a_scheme_fits_where_it_fits_the_kind_of_network(network: NetworkSpec) -> None:
    found = {each.name: each.reason for each in fittings(lay_out(network))}
    assert list(found) == [info.name for info in catalogue()]
    for info in catalogue():
        assert network.kind in info.fits or found[info.name] is not None, info.name
    assert found["xavier"] is None


def test_the_reason_is_what_a_spec_would_be_told() -> None:
    with pytest.raises(SpecError) as caught:
        resolve(SchemeChoice(name="hyperfan-in")).assign(lay_out(PLAIN))
    found = {each.name: each.reason for each in fittings(lay_out(PLAIN))}
    assert found["hyperfan-in"] == caught.value.issues[0].message
