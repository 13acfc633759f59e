"""The portal: pages in Vietnamese and English, downloads, a JSON API and Datasette, over one archive's releases."""

from publish.portal.app import create_app

__all__ = ["create_app"]
