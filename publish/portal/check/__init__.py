"""``/check``: an officer's file in, everything that is wrong with it out, without an account.

The form sets no cookie and carries no token: what it sends changes nothing that anybody else sees, so there is nothing
that another site could do in a reader's name. The file is deleted when its check ends; the answer stays in memory for
minutes, under an address that nobody can guess (:mod:`publish.portal.check.kept` says why).
"""
