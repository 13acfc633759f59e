"""The statuses and reasons in words; message ids of the catalog of sentences."""

from __future__ import annotations

from collections.abc import Mapping

from publish.progress import model

STATUS_WORDS: Mapping[str, str] = {
    model.MET: "Target level reached",
    model.SHORT: "Target level not reached yet",
    model.ON_TRACK: "On track",
    model.SLOW: "Progress, but too slow",
    model.FAR_TOO_SLOW: "Progress, far too slow",
    model.AWAY: "Moving away from the target",
    model.RIGHT_WAY: "Moving in the direction the plan asks for",
    model.WRONG_WAY: "Moving against the direction the plan asks for",
    model.UNCHANGED: "Unchanged",
    model.NONE: "No status",
}
REASON_WORDS: Mapping[str, str] = {
    model.NOT_JUDGED: "The plan's words allow no status; how the target is read says why.",
    model.NO_DATA: "There is no figure that it could be judged by.",
    model.TOO_FEW: "There are not two figures that may be compared.",
    model.NO_BASE: "There is no figure of the base year that the newest one may be compared with.",
    model.NO_YEAR: "The plan states no year by which the pace could be reckoned.",
}
BASIS_WORDS: Mapping[str, str] = {  # what a status rests on, said beside it
    "official": "by official figures",
    "cited": "by cited figures, not official ones",
    "compiled": "by figures this catalog compiled, not official ones",
    "sample": "by illustrative figures, which are not real",
    "unstated": "by figures whose source is not stated",
}
SHAPES: Mapping[str, str] = {  # told apart without colour
    model.MET: "✓",
    model.SHORT: "○",
    model.ON_TRACK: "▲",
    model.SLOW: "◐",
    model.FAR_TOO_SLOW: "◔",
    model.AWAY: "✕",
    model.RIGHT_WAY: "▲",
    model.WRONG_WAY: "▼",
    model.UNCHANGED: "=",
    model.NONE: "–",
}
