"""Content for the benchmarks: one wide dataset and its code lists, of a province that does not exist."""

from schemas.core.site import License, Provenance, Sample, Site, Text

SITE = Site(
    name=Text("Dữ liệu đo tốc độ", "Benchmark data"),
    tagline=Text("Chỉ để đo", "For measuring only"),
    about=Text("Không có tỉnh này.", "There is no such province."),
    owner=Text("Không ai", "Nobody"),
    provenance_column="provenance",
    provenances=(Provenance("minh_hoa", "sample", Text("minh họa", "invented")),),
    licenses=(License("cc-by-4.0", Text("CC BY 4.0", "CC BY 4.0"), "https://creativecommons.org/licenses/by/4.0/"),),
    code_lists="bulk-codes",
    sample=Sample(
        cells={"provenance": "minh_hoa"},
        name=Text("{what} minh họa {number}", "Invented {what} {number}"),
        registers=("bulk-codes",),
    ),
)
