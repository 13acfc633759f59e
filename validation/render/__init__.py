"""A report made readable: lines for a terminal, JSON for a program; Vietnamese or English."""
