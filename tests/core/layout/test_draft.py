"""Outlines of networks with a mistake in them: everything in front of it, as in a network without."""

from __future__ import annotations

from fanscope.layout import Draft, draft_outline, outline
from fanscope.spec import HypernetworkSpec
from support.networks import Tree, conv, linear, phi, sequential

BLOCK = {"op": "residual", "body": [conv(4), {"op": "batchnorm"}]}
WHOLE = sequential([3, 8, 8], conv(4), BLOCK)
SHORT = [{"op": "conv2d", "channels": 8, "kernel": 1, "stride": 2}]


def test_a_draft_has_the_nodes_in_front_of_its_fault() -> None:
    faulty = sequential([3, 8, 8], conv(4), BLOCK, conv(8, groups=3), linear(10))
    draft = draft_outline(faulty)
    assert draft.nodes == outline(sequential([3, 8, 8], conv(4), BLOCK))
    assert draft.fault is not None
    assert [issue.field for issue in draft.fault.issues] == ["network.layers.2"]
    under = draft_outline(HypernetworkSpec(main=faulty))
    assert under.nodes[0].generated == 108
    assert under.nodes[-1].field == "network.main.layers.1.body.1"


def test_a_draft_that_fails_at_once_is_empty_and_a_whole_one_is_the_outline() -> None:
    assert draft_outline(sequential([8], conv(4))).nodes == ()
    assert draft_outline(WHOLE) == Draft(outline(WHOLE), None)


def block(*body: Tree, shortcut: list[Tree]) -> Tree:
    return {"op": "residual", "body": list(body), "shortcut": shortcut}


def test_branches_that_do_not_meet_are_shown_as_they_are() -> None:
    body = [conv(8, stride=2), phi(), BLOCK | {"body": [conv(8)]}]
    meeting = block(*body, shortcut=SHORT)
    alone = block(*body, shortcut=[])
    right = outline(sequential([3, 8, 8], conv(4), meeting))
    draft = draft_outline(sequential([3, 8, 8], conv(4), alone))
    assert draft.fault is not None
    assert draft.fault.issues[0].field == "network.layers.1"
    inside = [node for node in right if ".body." in node.name]
    assert list(draft.nodes) == [right[0], *inside]


def test_a_mistake_deep_inside_shows_what_stands_in_front_of_it() -> None:
    inner = block(phi(), linear(3), shortcut=[phi("tanh")])
    draft = draft_outline(sequential([3, 8, 8], block(conv(3), inner, shortcut=[])))
    assert draft.fault is not None
    assert draft.fault.issues[0].field == "network.layers.0.body.1.body.1"
    found = [(node.name, node.field, node.depth, node.output) for node in draft.nodes]
    place = "0.body.1"
    assert found == [
        ("main.0.body.0", "network.layers.0.body.0", 1, (3, 8, 8)),
        (f"main.{place}.body.0", f"network.layers.{place}.body.0", 2, (3, 8, 8)),
        (f"main.{place}.shortcut.0", f"network.layers.{place}.shortcut.0", 2, (3, 8, 8)),
    ]
