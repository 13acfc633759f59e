"""What a table is (``schemas.core``) and the tables of one province's plan (a content package beside it)."""
