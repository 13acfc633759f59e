"""Invented rows of a table, made from its model and its rules, that break none of them.

    world = World(content, tables, today)                   what the rows may point at
    for frame in Sampler(table, world, "year").frames(rows=1000, seed=1): ...
    broken = broken_sample(rule, sampler, rows=1000)        such rows with one break of exactly that rule

Every row says that it is invented, as the site's :class:`schemas.core.site.Sample` has it. The same arguments give the
same rows. They come in blocks, so that any number of them needs the memory of one block.
"""

from validation.sample.domains import SampleError
from validation.sample.faults import Broken, break_rule, broken_sample
from validation.sample.rows import Sampler
from validation.sample.settle import findings_of
from validation.sample.world import World, in_order

__all__ = ["Broken", "SampleError", "Sampler", "World", "break_rule", "broken_sample", "findings_of", "in_order"]
