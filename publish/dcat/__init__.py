"""The catalog as DCAT 3 (W3C), in the manner of DCAT-AP, for those who harvest it. No web in here.

One page describes :data:`PER_PAGE` datasets; a harvester follows ``hydra:next`` from page to page. A dataset's URI is
the address of its page and never changes, nor do those of its distributions: what moves with a release is its version,
its dates and the addresses its files are had from. Every node has a URI: the same snapshot gives the same bytes.

Texts and addresses of packages are strangers' words: a text stays a text whatever is in it, an address becomes a
resource only where it is one of the web, and nothing is ever said of it.
"""
