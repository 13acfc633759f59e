"""From a file to findings: read, parse, check. Imports ``schemas.core`` only."""
