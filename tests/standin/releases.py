"""Releases put straight into a real archive, without the process that checks and gates them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from publish.archive import Archive
from publish.canonical import identity, sha256
from publish.rows import typed_rows
from publish.snapshot import Catalog, Entry, Snapshot
from schemas.core.registry import Content
from schemas.core.site import License, Provenance, Site, Text

CREATED = "2025-11-20T03:00:00Z"
EVIL = "<script>document.title='owned'</script>"
SITE = Site(
    name=Text("Dữ liệu mở Sông Thử", "Trial River Open Data"),
    tagline=Text("Số liệu kinh tế tuần hoàn của tỉnh Sông Thử", "Circular economy figures of Trial River province"),
    about=Text("Danh mục dữ liệu mở dùng để thử.", "An open data catalog used for trials."),
    owner=Text("Sở Thử nghiệm tỉnh Sông Thử", "Trial River Department of Trials"),
    contact="data@example.test",
    accent="#0b6b53",
    provenances=(
        Provenance("chinh_thuc", "official", Text("Chính thức", "Official")),
        Provenance("trich_dan", "cited", Text("Trích dẫn", "Cited")),
        Provenance("bien_soan", "compiled", Text("Biên soạn", "Compiled")),
    ),
    licenses=(License("cho-xac-nhan", Text("Giấy phép chờ xác nhận", "Licence to be confirmed"), pending=True),),
    code_lists="ref-codes",
    agencies="ref-agency",
)
CONTENT = Content(SITE)


@dataclass(frozen=True)
class Rows:
    """A table: Table Schema fields, canonical rows of text, and what else its schema says."""

    fields: Sequence[Mapping[str, Any]]
    rows: Sequence[Sequence[str]] = ()
    key: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    resource: Mapping[str, Any] = field(default_factory=dict)

    @property
    def schema(self) -> dict[str, Any]:
        key = {"primaryKey": list(self.key)} if self.key else {}
        return {"fields": list(self.fields), **key, **self.more}

    @property
    def csv(self) -> bytes:
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([f["name"] for f in self.fields])
        writer.writerows(self.rows)
        return stream.getvalue().encode()


class Releases:
    """An archive below ``root`` and its catalog."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.archive = Archive(root)
        self.catalog = Catalog(self.archive)

    def add(self, dataset: str, version: str, tables: Mapping[str, Rows], **more: Any) -> Snapshot:
        """Archive one version and make it public; ``more`` goes into the descriptor."""
        return self.catalog.append({dataset: self.keep(dataset, version, tables, **more)}, CREATED)

    def keep(
        self,
        dataset: str,
        version: str,
        tables: Mapping[str, Rows],
        others: Mapping[str, bytes] | None = None,
        justification: str | None = None,
        **more: Any,
    ) -> Entry:
        """Archive one version that nobody sees yet; ``others`` are files of the package that are no tables."""
        files: dict[str, bytes] = {"report.json": b"{}"}
        resources: list[dict[str, Any]] = []
        for path, content in (others or {}).items():
            files[path] = content
            said = {"title": "Bản đồ quy hoạch", "titleEn": "Planning map", "description": "Tỷ lệ 1:50.000"}
            about = {"name": Path(path).stem, "path": path, "hash": sha256(content), "bytes": len(content)}
            resources.append({**about, **said})
        for name, table in tables.items():
            files[f"data/{name}.csv"] = table.csv
            files[f"data/{name}.parquet"] = self._parquet(table)
            about = {"name": name, "type": "table", "path": f"data/{name}.csv", "format": "csv", **table.resource}
            resources.append({**about, "hash": sha256(table.csv), "bytes": len(table.csv), "schema": table.schema})
        descriptor = {
            "name": dataset,
            "title": f"Bộ {dataset}",
            "version": version,
            "created": CREATED,
            "resources": resources,
        } | more
        kind, params = ("first", {}) if version == "1.0.0" else ("rows-added", {"table": dataset, "count": 1})
        log = {"version": version, "reasons": [{"kind": kind, "params": params}], "justification": justification}
        files["datapackage.json"] = json.dumps(descriptor, ensure_ascii=False).encode()
        files["changelog.json"] = json.dumps(log).encode()
        held = self.archive.commit(f"urn:ktth:{dataset}", files, message=version, created=CREATED)
        digest = identity(descriptor, {one["path"]: files[one["path"]] for one in resources})
        return Entry(version, digest, held)

    def _parquet(self, table: Rows) -> bytes:
        path = self.root / "rows.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(table.csv)
        stream = io.BytesIO()
        frame: pl.DataFrame = typed_rows(path, table.schema)
        frame.write_parquet(stream)
        path.unlink()
        return stream.getvalue()


def text(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "string", **more}


AGENCY = Rows(
    [text("agency_id", title="Mã cơ quan"), text("name_vi", title="Tên"), text("name_en", title="Tên tiếng Anh")],
    [["ag-01", "Sở Kế hoạch", "Department of Planning"], ["ag-02", "Sở Môi trường", ""]],
    key=["agency_id"],
)
CODES = Rows(
    [text("list"), text("code"), text("name_vi"), text("name_en")],
    [["area", "DT", "Đô thị", "Urban"], ["area", "NT", "Nông thôn", "Rural"]],
    key=["list", "code"],
)
WASTE = Rows(
    [
        text("period", title="Kỳ", titleEn="Period"),
        text("area", title="Khu vực", titleEn="Area", codelist="area"),
        text("agency_id", title="Cơ quan", titleEn="Agency"),
        {
            "name": "generated",
            "type": "number",
            "title": "Phát sinh",
            "titleEn": "Generated",
            "unit": "tấn/ngày",
            "description": "Khối lượng rác phát sinh.",
            "descriptionEn": "Mass of waste generated.",
        },
        {"name": "target_year", "type": "integer", "title": "Năm đích", "titleEn": "Target year"},
        text("note", title="Ghi chú", titleEn="Note"),
        text("provenance", title="Nguồn gốc", titleEn="Provenance"),
    ],
    [
        ["2019-06", "DT", "ag-02", "1220.5", "2030", EVIL, "trich_dan"],
        ["2025-02", "DT", "ag-02", "0.1", "2030", "https://example.test/a?b=1&c=2", "chinh_thuc"],
        ["2025-02", "NT", "ag-01", "", "2030", "javascript:alert(1)", "trich_dan"],
    ],
    key=["period", "area"],
    more={
        "references": [
            {"fields": ["agency_id"], "package": "ref-agency", "resource": "ref-agency", "to": ["agency_id"]},
            {"fields": ["area"], "package": "ref-codes", "resource": "ref-codes", "to": ["code"]},
        ],
        "rules": [{"id": "waste.positive", "severity": "error", "title": "Phát sinh ≥ 0", "titleEn": "Generated ≥ 0"}],
    },
)
WASTE_WORDS: Mapping[str, Any] = {
    "title": "Rác thải sinh hoạt",
    "titleEn": "Household waste",
    "description": "Khối lượng rác theo kỳ và khu vực.",
    "descriptionEn": "Waste by period and area.",
    "publisher": "ag-02",
    "frequency": "year",
    "licenses": [{"name": "cho-xac-nhan"}],
    "sources": [
        {
            "title": "Niên giám",
            "titleEn": "Yearbook",
            "path": "https://example.test/book",
            "license": "dùng tự do",
            "licenseEn": "free to use",
        },
    ],
    "targets": ["T16"],
    "tasks": ["III.2.1"],
}
EMPTY = Rows([text("period", title="Kỳ"), {"name": "value", "type": "number", "unit": "%"}, text("provenance")])


def fill(releases: Releases) -> Snapshot:
    """Registers, a dataset with official and cited rows, one without rows, one from elsewhere."""
    releases.add("ref-agency", "1.0.0", {"ref-agency": AGENCY}, title="Cơ quan", titleEn="Agencies", publisher="ag-01")
    releases.add("ref-codes", "1.0.0", {"ref-codes": CODES}, title="Danh mục mã", titleEn="Code lists")
    releases.add("waste", "1.0.0", {"waste": WASTE}, **WASTE_WORDS)
    sources = [{"title": "Báo Sông Thử", "license": "không nêu"}]  # in Vietnamese only
    wells: dict[str, Any] = {"title": "Giếng nước", "titleEn": "Wells", "publisher": "ag-02", "sources": sources}
    releases.add("wells", "1.0.0", {"wells": EMPTY}, **wells)
    foreign = Rows([text("Tên nước"), text("tên nước"), {"name": "Value [%]", "type": "number"}], [["Lào", "x", "1.5"]])
    contributors = [{"title": "Somebody Else", "roles": ["publisher"]}]
    return releases.add(
        "foreign-data", "1.0.0", {"gdp": foreign, "cpi": EMPTY}, contributors=contributors, custom={"a": 1}
    )
