"""A request with a file in, an answer out: the same for the page and for programs."""

from __future__ import annotations

import asyncio
import io
from contextlib import suppress
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from publish.forms import is_asked
from publish.portal.check.desk import Desk
from publish.portal.check.limits import Bounds
from publish.portal.check.refused import Refused, no_dataset, no_file, no_sample
from publish.portal.check.upload import Upload, Uploads
from publish.portal.state import Portal
from publish.sent import Answered, Asked
from publish.settings import Settings
from publish.specimens import BY_ID, specimens
from publish.specimens.ground import table_for
from validation.intake.child import run

LONGEST = 200  # characters of a document's number


class Intake:
    """Takes files for one portal."""

    def __init__(self, portal: Portal, settings: Settings, bounds: Bounds) -> None:
        self._portal = portal
        self._uploads = Uploads(bounds)
        self.desk = Desk(portal.content, settings, bounds)
        self.samples = Samples(portal, settings)

    @property
    def datasets(self) -> set[str]:
        """The datasets that a file may be said to be of."""
        return {name for name in self._portal.content.datasets if is_asked(name, self._portal.content)}

    async def take(self, request: Request) -> Answered:
        """The answer to the file of a form, or to the sample file that it names.

        Raises:
            Refused: there is no answer, and why.
        """
        async with self._uploads.receive(request) as upload:
            file, name = await self._file(upload)
            return await self.desk.answer(file, self._asked(upload, name))

    async def warm(self) -> None:
        """What the first file, and the first sample, would otherwise wait for."""
        await self.desk.warm()
        with suppress(Refused):
            await self.samples.file("")

    async def _file(self, upload: Upload) -> tuple[BinaryIO, str]:
        if sample := upload.fields.get("sample"):
            return io.BytesIO(await self.samples.file(sample)), BY_ID[sample].file
        if upload.file is None:
            raise no_file()
        return upload.file, upload.name

    def _asked(self, upload: Upload, name: str) -> Asked:
        dataset = upload.fields.get("dataset", "")
        if dataset and dataset not in self.datasets:
            raise no_dataset()
        titles = {key: view.about.title for key, view in self._portal.state.datasets.items()}
        return Asked(name, dataset, upload.fields.get("source_doc", "").strip()[:LONGEST], titles)


class Samples:
    """The sample files, made when the first is asked for, and again with each snapshot: registers may have changed."""

    def __init__(self, portal: Portal, settings: Settings) -> None:
        self._portal = portal
        self._settings = settings
        self._made: tuple[int, dict[str, bytes]] = (-1, {})
        self._making = asyncio.Lock()

    async def file(self, sample: str) -> bytes:
        """Raises :class:`Refused` where there is no such sample, or it cannot be made of what is released."""
        async with self._making:
            number = self._portal.state.number
            if self._made[0] != number:
                self._made = number, await run_in_threadpool(self._make)
        if sample not in self._made[1]:
            raise no_sample()
        return self._made[1][sample]

    def _make(self) -> dict[str, bytes]:
        table = table_for(self._portal.content)
        view = self._portal.state.datasets.get(table.dataset) if table else None
        try:
            found = run(specimens, self._settings, (view and view.about.frequency) or "year")
        except LookupError:
            return {}
        return found if isinstance(found, dict) else {}
