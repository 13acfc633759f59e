"""The content of An Giang province: Plan 473/KH-UBND of 18 July 2022 (circular economy), its registers and data."""

from datetime import date

from schemas.angiang.collections import COLLECTIONS
from schemas.angiang.queries import QUERIES
from schemas.core.site import License, Observation, Plan, Provenance, Sample, Searched, Site, Text

SITE = Site(
    name=Text("Dữ liệu mở kinh tế tuần hoàn An Giang", "An Giang circular economy open data"),
    tagline=Text(
        "Mục tiêu, nhiệm vụ và số liệu của Kế hoạch 473/KH-UBND, kiểm tra được đến từng dòng",
        "Targets, tasks and figures of Plan 473/KH-UBND, each row open to check",
    ),
    about=Text(
        "Danh mục này thực hiện đoạn II.5 của Kế hoạch 473/KH-UBND ngày 18/07/2022: kế hoạch và lộ trình thu thập, "
        "sử dụng, phân tích thông tin về kinh tế tuần hoàn. Mỗi dòng nói rõ nó là số chính thức do cơ quan gửi, "
        "số trích dẫn từ nguồn công khai, hay do người vận hành danh mục biên soạn. "
        "Bộ dữ liệu chưa ai gửi thì ghi “Chưa có số liệu”.",
        "This catalog carries out paragraph II.5 of Plan 473/KH-UBND of 18 July 2022: a plan and roadmap to collect, "
        "use and analyse information on the circular economy. Each row says whether it is an official figure sent by "
        "an agency, cited from a public source, or compiled by the catalog's operator. "
        "A dataset that nobody has sent says “No data yet”.",
    ),
    owner=Text("Người vận hành danh mục", "The catalog's operator"),
    deadline=Text(
        "Trước ngày 30/11 hằng năm (chậm nhất là hết ngày 29/11), gửi Ủy ban nhân dân tỉnh "
        "thông qua Sở Kế hoạch và Đầu tư (từ 01/03/2025 là Sở Tài chính), theo mục IV Kế hoạch 473/KH-UBND",
        "Before 30 November each year (29 November at the latest), to the provincial People's Committee through the "
        "Department of Planning and Investment (since 1 March 2025 the Department of Finance), by section IV of Plan "
        "473/KH-UBND",
    ),
    provenances=(
        Provenance("chinh_thuc", "official", Text("Chính thức", "Official")),
        Provenance("trich_dan", "cited", Text("Trích dẫn", "Cited")),
        Provenance("bien_soan", "compiled", Text("Biên soạn", "Compiled")),
        Provenance("minh_hoa", "sample", Text("Minh họa", "Illustrative")),
    ),
    licenses=(
        License(
            "giay-phep-cho-xac-nhan",
            Text("Chờ cơ quan có thẩm quyền xác nhận", "To be confirmed by the competent authority"),
            pending=True,
        ),
        License(
            "CC-BY-4.0",
            Text("Ghi công 4.0 Quốc tế (CC BY 4.0)", "Attribution 4.0 International (CC BY 4.0)"),
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        License(
            "theo-nguon",
            Text("Theo điều kiện của từng nguồn được trích dẫn", "The terms of each cited source"),
        ),
    ),
    code_lists="ref-codes",
    vocabularies={
        "publisher": ("ref-agency", "agency_id"),
        "targets": ("ref-target", "target_id"),
        "tasks": ("ref-task", "task_id"),
    },
    searched=(
        Searched("target", "ref-target", "target_id", ("quote", "summary"), "/targets/{id}", ("unit", "target_year")),
        Searched(
            "indicator",
            "ref-indicator",
            "indicator_id",
            ("name",),
            "/indicators/{id}",
            ("definition_vi", "definition_en", "unit"),
        ),
        Searched("task", "ref-task", "task_id", ("quote", "summary"), "/tasks/{id}"),
        Searched("agency", "ref-agency", "agency_id", ("name",), "/agencies/{id}", ("code",)),
    ),
    plan=Plan(
        targets="ref-target",
        values="ref-target-value",
        indicators="ref-indicator",
        tasks="ref-task",
        owed="ref-task-agency",
        places="ref-admin-unit",
        own={"quoc_gia": "VN .*", "": "89 .*|91 2025-07-01"},  # code 91 was another province before
        wholes=("TONG", "area_type=TS"),
        base_mark="(base)",
        inverse=("agr-water-per-yield", "agr-fertiliser-per-yield", "agr-pesticide-per-yield"),
    ),
    base="schemas.angiang.fields:Observed",
    agencies="ref-agency",
    intake={"provenance": "chinh_thuc"},
    headings={
        "period": ("Kỳ", "Kỳ báo cáo", "Thời kỳ", "Năm", "Năm báo cáo"),
        "geo_code": (
            "Mã ĐVHC",
            "Mã địa bàn",
            "Địa bàn",
            "Đơn vị hành chính",
            "Tên đơn vị hành chính",
            "Huyện, thị xã, thành phố",
            "Xã, phường, đặc khu",
            "Địa phương",
        ),
        "area_type": ("Thành thị, nông thôn", "Đô thị, nông thôn"),
        "data_status": ("Tình trạng số liệu", "Loại số"),
        "source_doc": ("Số văn bản", "Văn bản", "Nguồn số liệu"),
        "note": ("Chú thích", "Diễn giải"),
    },
    marks={
        "missing": ("obs_flag", "M"),
        "nil": ("obs_flag", "N"),
        "not-applicable": ("obs_flag", "N"),
        "preliminary": ("data_status", "SB"),
        "estimate": ("data_status", "UT"),
        "final": ("data_status", "CT"),
    },
    collections=COLLECTIONS,
    timezone="Asia/Ho_Chi_Minh",
    queries=QUERIES,
    observation=Observation(
        place="geo_code",
        status="data_status",
        flag="obs_flag",
        document="source_doc",
        url="source_url",
    ),
    sample=Sample(
        cells={"provenance": "minh_hoa", "source_doc": "MINH-HOA", "source_url": None, "note": None},
        name=Text("{what} minh họa {number}", "Illustrative {what} {number}"),
        registers=(
            "ref-admin-crosswalk",
            "ref-admin-unit",
            "ref-agency",
            "ref-codes",
            "ref-indicator",
            "ref-target",
            "ref-task",
            "ref-task-agency",
        ),
        apart=("dis-supervision",),  # a commune's code is its People's Committee
        agency={
            "agency_id": "ag-0-mh{number}",
            "code": "MH{number}",
            "name_vi": "Cơ quan minh họa {number}",
            "name_en": "Illustrative agency {number}",
            "valid_from": date(2022, 7, 18),
        },
    ),
)
