"""Bytes -> table of text with cell addresses: descriptors, files, headers, rows. Cells are understood elsewhere."""

from validation.reading.descriptor import Loaded, check_descriptor, load_descriptor
from validation.reading.header import cell_address
from validation.reading.table import TextTable, read_parts, read_table

__all__ = ["Loaded", "TextTable", "cell_address", "check_descriptor", "load_descriptor", "read_parts", "read_table"]
