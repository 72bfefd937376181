// Colours that are told apart by everybody, and a second sign for each: dashes and letters.
// After Okabe, Ito (2008), darkened for light paper and lightened for the night.

const LIGHT = ["#0069a8", "#c8500a", "#00795a", "#a83a88", "#8f6000", "#3f9fd8", "#2b3038"];
const NIGHT = ["#56adf0", "#ff8f4d", "#2fc99c", "#ec9fcb", "#f0b637", "#a5d8fa", "#f1f3f6"];
const DASHES = [null, "13 6", "1.5 7", "15 6 1.5 6"];

const theme = {
  chosen: "auto",
  isDark() {
    if (document.documentElement.dataset.print) return false;
    if (this.chosen !== "auto") return this.chosen === "dark";
    return window.matchMedia("(prefers-color-scheme: dark)").matches;
  },
  watchers: [],
  apply() {
    document.documentElement.dataset.theme = this.isDark() ? "dark" : "light";
    paintColours();
    for (const watcher of this.watchers) watcher();
  },
};

// The page names a colour once; what is drawn with it follows.
function paintColours() {
  const palette = theme.isDark() ? NIGHT : LIGHT;
  palette.forEach((colour, number) => {
    document.documentElement.style.setProperty(`--route-${number}`, colour);
    const pale = theme.isDark() || number === 5;
    document.documentElement.style.setProperty(`--on-route-${number}`, pale ? "#10151b" : "#fff");
  });
}

const colourOf = (number) => `var(--route-${number % LIGHT.length})`;
const inkOf = (number) => `var(--on-route-${number % LIGHT.length})`;
const dashOf = (number) => DASHES[number % DASHES.length];

function badge(number, text) {
  const made = element("span", { class: "badge" }, text);
  made.style.setProperty("--colour", colourOf(number));
  made.style.setProperty("--ink", inkOf(number));
  return made;
}

function sampleOf(number) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "sample");
  svg.setAttribute("viewBox", "0 0 44 8");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", "M3 4H41");
  line.setAttribute("class", "sample-line");
  if (dashOf(number)) line.setAttribute("stroke-dasharray", dashOf(number));
  line.style.stroke = colourOf(number);
  svg.append(line);
  return svg;
}

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme.apply());
