"""From what a user wrote to a validated spec, and back to YAML.

Text becomes a tree (:mod:`fanscope.parsing.text`), the tree is checked for what no spec can
hold (:mod:`fanscope.parsing.tree`), pydantic's complaints are retold in the user's words
(:mod:`fanscope.parsing.complaints`), and what needs knowledge of schemes and data is checked
last (:mod:`fanscope.parsing.consistency`).
"""

from fanscope.parsing.dump import dump_yaml
from fanscope.parsing.parse import parse_fields, parse_spec

__all__ = ["dump_yaml", "parse_fields", "parse_spec"]
