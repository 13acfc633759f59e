"""A file in any format that agencies send -> a :class:`~validation.intake.grid.Book`.

What is written is taken over as it stands; letters of before Unicode become Unicode's, which is told. A file that can
not be read, or is beyond the limits, is a finding. Whoever calls should do so in a child: ``validation.intake.child``.
"""

from validation.intake.readers.book import read_book

__all__ = ["read_book"]
