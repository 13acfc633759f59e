"""The file an agency really sends: workbook or text in any encoding -> tables whose every cell knows where it stood.

``read_book`` makes a :class:`~validation.intake.grid.Book` of any format; ``layout`` finds the tables in it;
``columns`` matches them to a dataset's model; ``values`` understands what is written in them. Nothing is guessed:
what was changed is a repair, what is doubtful a finding.
"""
