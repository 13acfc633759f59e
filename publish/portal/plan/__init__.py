"""The pages and the API of a plan: its targets, indicators, agencies and tasks; none where the site follows no plan."""

from publish.portal.plan.glance import AtAGlance, Glance, at_a_glance

__all__ = ["AtAGlance", "Glance", "at_a_glance"]
