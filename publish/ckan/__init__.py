"""CKAN as a target: what a site holds is made to be what is released, by a plan and its application.

    plan(catalog, client, site, base_url)   reads only; says per dataset and resource what would happen
    apply(plan, client, progress)           does it; repeating it after any failure ends in the same place
    setup(client, agencies)                 once, with an administrator's token: the organisations

What is promised:

* One dataset per data package, keyed by name; the site's own ids are never set. A resource's id follows from dataset,
  table, format and generation, so a repeat can never make a second one.
* What is already as released costs no write and moves no ``metadata_modified``.
* A dataset shows the old release or the new one: first the DataStore is brought up to date, then one ``package_revise``
  that holds only if nobody changed the dataset meanwhile moves version, digest, files and their hashes together. A new
  dataset is private until then.
* A dataset that this system did not make is never touched, and nothing is deleted by omission.
* The token is known to :class:`Client` alone and is in no message.
"""

from publish.ckan.apply import Summary, apply
from publish.ckan.client import Client
from publish.ckan.organizations import Agency, agencies, setup
from publish.ckan.plan import Plan, Progress, plan

__all__ = ["Agency", "Client", "Plan", "Progress", "Summary", "agencies", "apply", "plan", "setup"]
