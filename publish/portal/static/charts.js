// A chart that answers to the pointer, in place of its picture. Where anything fails the picture stays.
const PICTURES = {wide: 720, small: 344};
const OPTIONS = {
  mode: "vega-lite",
  ast: true, // expressions are interpreted: the page's policy allows no code made at run time
  actions: false,
  renderer: "svg",
  defaultStyle: false,
  tooltip: {disableDefaultStyle: true},
};

async function enliven(place) {
  const size = place.clientWidth < PICTURES.wide ? "small" : "wide";
  const answer = await fetch(`${place.dataset.spec}?size=${size}`);
  if (!answer.ok) return;
  const spec = await answer.json();
  spec.width += Math.max(0, place.clientWidth - PICTURES[size]);
  const stage = document.createElement("div");
  await vegaEmbed(stage, spec, OPTIONS);
  stage.className = "stage";
  place.replaceChildren(stage);
}

for (const place of document.querySelectorAll("[data-spec]")) enliven(place).catch(console.warn);
