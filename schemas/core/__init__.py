"""The mechanism of tables, columns, periods, rules, code lists and descriptors. Knows no province."""
