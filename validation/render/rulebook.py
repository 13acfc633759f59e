"""The engine's own rules as the public reads them: what each says, how to mend it, and what is repaired in reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.core.i18n import LANGS, say
from schemas.core.site import Text
from validation.intake.messages import REPAIRS
from validation.message import named
from validation.messages import MESSAGES
from validation.render.causes import stage
from validation.render.words import sentence

GROUPS: Mapping[str, tuple[int, ...]] = {  # heading -> the stages of mending under it
    "File, package and sheets": (0,),
    "Headings and columns": (1,),
    "Rows as they are written": (2,),
    "Values": (3, 4),
    "Codes and references": (5,),
    "What a column allows": (6,),
    "Keys and repeated values": (7,),
}


@dataclass(frozen=True)
class EngineRule:
    """One rule that holds for every table; ``…`` stands for what a finding names."""

    id: str
    what: Text
    mend: Text


def engine_rules() -> dict[str, EngineRule]:
    """Every rule of the engine by its id, in the order of the ids."""
    return {
        rule: EngineRule(rule, _text(message.common), _text(message.mend)) for rule, message in sorted(MESSAGES.items())
    }


def engine_groups() -> list[tuple[Text, list[EngineRule]]]:
    """The rules under headings, those first that are to be mended first."""
    rules = engine_rules().values()
    return [(_text(title), [rule for rule in rules if stage(rule.id) in stages]) for title, stages in GROUPS.items()]


def repairs() -> list[tuple[str, Text]]:
    """What is changed in reading, by the ids of the repairs."""
    return [(rule, _text(said)) for rule, said in sorted(REPAIRS.items())]


def _text(message: str) -> Text:
    places = dict.fromkeys(named(message), "…")
    return Text(*(sentence(say("validation", lang, message, **places)) for lang in LANGS)) if message else Text("")
