"""From an accepted package to the world: version, archive, SQLite, portal, CKAN."""
