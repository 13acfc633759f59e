"""The reading half of CKAN's Action API, from the portal's own catalog, so that whoever reads a CKAN site can read us:
ckanapi, CKAN's harvester, dashboards.

    /api/action/{name}   /api/3/action/{name}     GET with a query, POST with a JSON object or a form

What a request says of a dataset or a table is what :mod:`publish.ckan.records` says of it to a CKAN site, and ids are
the same for ever. A filter that is not understood is refused, never left out. A demonstration is not to be harvested:
it has none of this.
"""

from publish.portal.action.api import ActionApi

__all__ = ["ActionApi"]
