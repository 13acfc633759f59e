"""Twenty and more files as they should not be sent, each with what its report must say."""

from __future__ import annotations

from tests.publish.bad_files.bad import Bad
from tests.publish.bad_files.forms import FORMS
from tests.publish.bad_files.others import OTHERS
from tests.publish.bad_files.waste import WASTE

ALL: tuple[Bad, ...] = tuple(sorted((*WASTE, *OTHERS, *FORMS), key=lambda bad: bad.name))
