"""What a rule is called and what it means, also where a server knows a rule that this version does not."""

from __future__ import annotations

from dataclasses import dataclass

from fanscope.verdicts import find_rule


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words.

    Attributes:
        code: Stable, ``FS101``.
        name: Stable, ``exploding-activations``.
        title: For people.
        meaning: What it means and how to mend it, a paragraph.
        reference: Keys of docs/references.bib.
    """

    code: str
    name: str
    title: str
    meaning: str
    reference: str

    def page(self, folder: str | None) -> str | None:
        """Return the address of the rule's page in a folder of rule pages; None without a folder."""
        return f"{folder.rstrip('/')}/{self.code}.md" if folder else None


def words_of(code: str) -> RuleWords:
    """Return a rule's words; the code itself stands for all that is unknown."""
    rule = find_rule(code)
    if rule is None:
        return RuleWords(code, code, code, "", "")
    return RuleWords(rule.code, rule.name, rule.title, rule.meaning, rule.reference)
