"""How far a target is: pace, distance, met or not, direction; a pure reading of one series against one goal."""

from publish.progress.judge import judge
from publish.progress.model import Goal, Pace, Progress, Value
from publish.progress.pace import pace

__all__ = ["Goal", "Pace", "Progress", "Value", "judge", "pace"]
