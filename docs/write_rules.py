"""Write docs/rules/: one page a rule and an index, from the catalogue and from what docs/draw_rules.py measured.

    .venv/bin/python docs/write_rules.py

A test holds the pages to what this program writes, and every example to breaking its rule.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rule_examples import Example, read_examples
from write_schemes import read_sources

from fanscope import figures
from fanscope.verdicts import PRESETS, Rule, catalogue
from fanscope.wording import say, say_list

RULES = Path(__file__).parent / "rules"
FIGURES = {info.name: info for info in figures.catalogue()}
INDEX = """# Rules

Written by `docs/write_rules.py`; do not edit. Every experiment and every check is judged by these. A rule compares what was
measured with theory, with a healthy network of the same shape and with published bounds, and names the layer where
a fault begins and the change that mends it. `error`: it will not train. `warning`: it trains slower or unevenly.

| rule | | shown by |
|---|---|---|
"""
INDEX_TAIL = """
`fanscope check SPEC --rule FS101=off` leaves a rule out, `--rule FS101=warning` makes it milder; rules are named by code or
by name. Bounds can be set one by one under `[tool.fanscope]`, and `thresholds` chooses among the presets: `fanscope`, what
[Amazon SageMaker Debugger](https://docs.aws.amazon.com/sagemaker/) would say (`sagemaker`), and what TheDeepChecker would (`deepchecker`).
"""
NO_CHANGES = "There is no change of the spec to write down for it."


def write_pages() -> dict[str, str]:
    """Return every page by its file name."""
    measured = json.loads((RULES / "measured.json").read_text(encoding="utf-8"))
    examples, sources = read_examples(), read_sources()
    rules = sorted(catalogue(), key=lambda rule: rule.code)
    pages = {"README.md": INDEX + "".join(map(write_row, rules)) + INDEX_TAIL}
    for rule in rules:
        page = write_page(rule, examples[rule.code], measured[rule.code], sources)
        pages[f"{rule.code}.md"] = page
    return pages


def write_row(rule: Rule) -> str:
    """Return one rule's line of the index."""
    title = FIGURES[rule.figure].title
    return f"| [{rule.code}]({rule.code}.md) `{rule.name}` | {rule.title} | {title} |\n"


def write_page(
    rule: Rule, example: Example, measured: Mapping[str, Any], sources: Mapping[str, str]
) -> str:
    """Return one rule's page."""
    return f"""# {rule.code} {rule.title}

`{rule.name}`, shown by *{FIGURES[rule.figure].title}* (`{rule.figure}`). {say_presets(rule)}

## What it means
{rule.meaning}

## How it looks
![{measured["title"]}. {measured["summary"]}](images/{rule.code}.png)

{measured["severity"]}: {example.scheme}{say_place(measured["layer"])}. {measured["explanation"]}

{write_example(example)}
## How to mend it
{measured["advice"]}{say_changes(measured)}

## Bounds
{write_bounds(rule)}
{write_sources(rule, sources)}"""


def say_presets(rule: Rule) -> str:
    """Return which presets of thresholds know the rule."""
    return f"Judged under the thresholds {say_list(f'`{preset}`' for preset in rule.judges)}."


def say_place(layer: str | None) -> str:
    """Return where a finding begins."""
    return f", {layer}" if layer else ""


def say_changes(measured: Mapping[str, Any]) -> str:
    """Return the advice as data and what came of it."""
    if not measured["changes"]:
        return f" {NO_CHANGES}"
    lines = [f"{each['field']}: {json.dumps(each['value'])}" for each in measured["changes"]]
    left = measured["after"]
    outcome = f"still breaks {say_list(left)}" if left else "breaks no rule"
    block = "\n".join(lines)
    return f"""

```yaml
{block}
```

Measured: with this change the spec above {outcome}."""


def write_example(example: Example) -> str:
    """Return the spec that was run, to be tried."""
    blocks = [write_yaml(example.source)]
    words = "This was run; save it as `spec.yaml` and type `fanscope run spec.yaml`"
    if example.baseline is not None:
        words = "This was run, and compared with the same network of tanh layers"
    return f"<details><summary>{words}</summary>\n\n```yaml\n{''.join(blocks)}```\n</details>\n"


def write_yaml(source: Mapping[str, Any]) -> str:
    """Return a spec as people write it."""
    return yaml.safe_dump(
        source, sort_keys=False, default_flow_style=None, width=100, allow_unicode=True
    )


def write_bounds(rule: Rule) -> str:
    """Return the bounds in every preset."""
    if not rule.bounds:
        return "None: a single occurrence is enough.\n"
    head = (
        f"| bound | what crosses it | {' | '.join(PRESETS)} |\n|---|---|{'---:|' * len(PRESETS)}\n"
    )
    rows = [
        f"| `{bound.name}` | {bound.meaning} | "
        + " | ".join(say(bound.values[p]) if p in bound.values else "" for p in PRESETS)
        + " |\n"
        for bound in rule.bounds
    ]
    return head + "".join(rows)


def write_sources(rule: Rule, sources: Mapping[str, str]) -> str:
    """Return where the rule and its bounds come from."""
    texts = [rule.reference, *(bound.source for bound in rule.bounds)]
    keys = dict.fromkeys(key.strip() for text in texts for key in text.split(",") if key.strip())
    return "".join(f"- {sources[key]}\n" for key in keys)


def main() -> None:
    pages = write_pages()
    for stale in RULES.glob("FS*.md"):
        if stale.name not in pages:
            stale.unlink()
    for name, text in pages.items():
        (RULES / name).write_text(text, encoding="utf-8")
    print(f"wrote {len(pages)} pages to {RULES}")


if __name__ == "__main__":
    main()
