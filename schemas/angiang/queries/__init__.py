"""Questions that readers ask of the database at ``/data``, one click each; written for SQLite."""

from schemas.angiang.queries import business, plan, published, waste

QUERIES = (*plan.QUERIES, *waste.QUERIES, *business.QUERIES, *published.QUERIES)

__all__ = ["QUERIES"]
