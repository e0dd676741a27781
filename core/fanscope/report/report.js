"use strict";
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 700px)");
const sections = [...document.querySelectorAll("section.figure")].map((section) => ({
  plot: section.querySelector(".plot"),
  figures: JSON.parse(section.querySelector("script").textContent),
}));
const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["lasso2d", "select2d"] };

function show(section, theme, isNarrow) {
  const figure = section.figures[(isNarrow ? "narrow-" : "") + theme];
  section.plot.style.minHeight = figure.layout.height + "px";
  Plotly.react(section.plot, figure.data, figure.layout, config);
}
function showAll(theme = dark.matches ? "dark" : "light", isNarrow = narrow.matches) {
  for (const section of sections) if (section.seen) show(section, theme, isNarrow);
}
const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const section = sections.find((each) => each.plot === entry.target);
    if (!entry.isIntersecting || section.seen) continue;
    section.seen = true;
    show(section, dark.matches ? "dark" : "light", narrow.matches);
  }
}, { rootMargin: "600px" });
for (const section of sections) observer.observe(section.plot);

dark.addEventListener("change", () => showAll());
narrow.addEventListener("change", () => showAll());
addEventListener("beforeprint", () => {
  for (const section of sections) section.seen = true;
  showAll("light", false);
});
addEventListener("afterprint", () => showAll());
