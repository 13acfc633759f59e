"""What every template that speaks of the plan is given."""

from __future__ import annotations

from typing import Any

from publish.forms import is_asked
from publish.portal.pages import Pages
from publish.portal.plan.words import FRAME, code_name, formula
from publish.portal.state import State
from schemas.core.i18n import Lang


def plan_frame(pages: Pages, state: State, lang: Lang) -> dict[str, Any]:
    return {
        **FRAME,
        "plan": state.plan,
        "code_name": lambda dataset, column, code: code_name(state, dataset, column, code),
        "formula": lambda text: formula(text, state, lang),
        "registers": pages.site.plan,
        "is_asked": lambda dataset: is_asked(dataset, pages.portal.content),
    }
