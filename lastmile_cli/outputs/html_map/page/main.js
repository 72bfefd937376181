// Puts the page together and lets the day run.

theme.apply();

const map = L.map("map", {
  attributionControl: false, zoomControl: false, fadeAnimation: false,
  zoomAnimation: !prefersStill, zoomSnap: 0.25, maxZoom: 20, minZoom: 3, tapTolerance: 20,
});
L.control.zoom({ position: "bottomright" }).addTo(map);
L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
map.createPane("streets").style.zIndex = 150;
map.createPane("jams").style.zIndex = 170;
map.createPane("names").style.zIndex = 450;
map.getPane("names").style.pointerEvents = "none";

const count = DAY.routes.length;
const state = { second: DAY.span[0], isPlaying: false, pace: 1200, focus: null, last: 0 };

// Streets from the page, or tiles where somebody asked for them.
const lines = DAY.streets ? streetLines(DAY.streets) : [];
const streets = new CanvasTiles(lines, paintStreets, { pane: "streets" });
const names = new CanvasTiles(lines, namePainter(lines), { pane: "names" });
const jams = new CanvasTiles(lines, (context, touching, view) => {
  paintJams(context, touching, view, state.period);
}, { pane: "jams" });
for (const period of DAY.traffic) {
  for (const area of period.areas) area.corners = lineOf(area.ring);
}

// The view must be set before anything is drawn on it.
const everyPlace = [
  ...DAY.routes.flatMap(({ visits }) => visits.map(({ at }) => at)),
  ...[...DAY.unserved, ...DAY.partners, ...DAY.depots].map(({ at }) => at).filter(Boolean),
];
const wholeDay = L.latLngBounds(everyPlace.length ? everyPlace : [[0, 0]]);
const fit = (bounds) => map.fitBounds(bounds, {
  padding: [28, 28], maxZoom: 18, animate: false,
});
fit(wholeDay);

const routes = DAY.routes.map((record, number) => routeOf(record, number, count, map));

function walk(route, entry, by) {
  const at = route.stops.indexOf(entry) + by;
  const next = route.stops[(at + route.stops.length) % route.stops.length];
  act.open(route, next);
}
for (const route of routes) for (const entry of route.stops) bindStop(route, entry, walk);

const act = {
  show(route, isShown) {
    route.isShown = isShown;
    route.shownBox.checked = isShown;
    refresh();
  },
  focus(route) {
    state.focus = state.focus === route ? null : route;
    for (const other of routes) {
      other.nameButton.setAttribute("aria-pressed", String(other === state.focus));
      if (other === state.focus) other.isShown = other.shownBox.checked = true;
    }
    if (state.focus) fit(L.latLngBounds(route.record.visits.map(({ at }) => at)));
    else fit(wholeDay);
    refresh();
    closeOnPhone();
  },
  open(route, entry) {
    if (!route.isShown) act.show(route, true);
    closeOnPhone();
    look(entry.visit.at, entry.marker);
  },
};

function openAside(record, layer) {
  closeOnPhone();
  if (!map.hasLayer(layer)) layer.addTo(map);
  look(record.at, record.marker);
}

// Who came by keyboard goes on in what was opened, and back to the list with Escape.
function look(at, marker) {
  const from = document.activeElement;
  map.setView(at, Math.max(map.getZoom(), 16), { animate: false });
  marker.openPopup();
  const box = marker.getPopup().getElement();
  const first = box && box.querySelector(".told button, .told a");
  if (!first) return;
  first.focus({ preventScroll: true });
  if (!from || !from.closest || !from.closest("#list")) return;
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.closePopup();
    if (from.offsetParent) from.focus();
  }, { once: true });
}

// What is shown, what is faded, and which stops have room for their number.
function refresh() {
  for (const route of routes) {
    const faded = state.focus !== null && state.focus !== route;
    for (const layer of [route.group, route.markers]) {
      if (route.isShown) layer.addTo(map);
      else layer.remove();
    }
    const moves = route.isShown && hasBegun();
    if (moves) route.van.addTo(map);
    else route.van.remove();
    for (const line of route.lines) {
      const node = line.getElement();
      if (node) node.classList.toggle("faded", faded);
    }
    for (const { face } of route.stops) face.classList.toggle("faded", faded);
    route.vanFace.classList.toggle("faded", faded);
    if (state.focus === route) route.lines.forEach((line) => route.isShown && line.bringToFront());
  }
  makeRoom();
}

function makeRoom() {
  const taken = new Set();
  const order = [...routes].sort((a, b) => (b === state.focus) - (a === state.focus));
  for (const route of order) {
    if (!route.isShown) continue;
    for (const { face, marker, text, visit } of route.stops) {
      const { x, y } = map.latLngToLayerPoint(marker.getLatLng());
      const half = (5 + 4 * text.length) * largeness;
      const high = 9 * largeness;
      const cells = [];
      for (let u = x - half; u <= x + half; u += 8) {
        for (let v = y - high; v <= y + high; v += 6) {
          cells.push(`${Math.round(u / 8)},${Math.round(v / 6)}`);
        }
      }
      const isDot = cells.some((cell) => taken.has(cell));
      if (!isDot) for (const cell of cells) taken.add(cell);
      face.classList.toggle("dot", isDot);
      marker.setZIndexOffset((visit.k === "stop" ? 0 : -500) + (isDot ? -1000 : 0)
        + (state.focus === route ? 1500 : 0));
    }
  }
}
map.on("zoomend", makeRoom);

// Layers.
const layers = {
  unserved: signLayer(DAY.unserved, "!", "unserved", "Nobody serves this stop"),
  partners: signLayer(DAY.partners, "P", "partner", "Handed to a partner"),
  points: signLayer(DAY.points, "▣", "point", "Collection point"),
  depots: signLayer(DAY.depots, "⌂", "depot", "Hub"),
  chargers: signLayer(DAY.chargers, "⚡", "charger", "Charger"),
  closures: closureLayer(DAY.closures),
};
const switches = find("#layers");
const sign = (text, kind) => element("span", { class: `sign small ${kind}`, "aria-hidden": "true" }, text);
if (DAY.tiles) {
  const tiles = L.tileLayer(DAY.tiles.url, { maxZoom: 20 });
  switches.append(layerSwitch(`Tiles from ${DAY.tiles.host}`, tiles, map, true));
}
if (lines.length) {
  const base = L.layerGroup([streets, names]);
  switches.append(layerSwitch("Streets", base, map, !DAY.tiles));
}
if (DAY.traffic.length && lines.length) {
  switches.append(layerSwitch("Traffic by the hour", jams, map, true), jamLegend());
  if (DAY.traffic.some((period) => period.streets)) {
    switches.append(element("p", { class: "small" },
      "Speeds of single streets were planned with, and are not drawn."));
  }
}
const offer = (text, name, letter) => {
  const records = DAY[name];
  if (!records.length) return;
  const mark = letter ? sign(letter, name.replace(/s$/, "")) : null;
  switches.append(layerSwitch(text, layers[name], map, true, records.length, mark));
};
offer("Left out", "unserved", "!");
offer("Handed to partners", "partners", "P");
offer("Collection points", "points", "▣");
offer("Hubs", "depots", "⌂");
offer("Chargers", "chargers", "⚡");
offer("Closed streets", "closures", "–");

// The list.
const list = find("#vehicles");
for (const route of routes) list.append(vehicleEntry(route, act));
find("#all").addEventListener("click", () => routes.forEach((route) => act.show(route, true)));
find("#none").addEventListener("click", () => routes.forEach((route) => act.show(route, false)));
find("#whole").addEventListener("click", () => {
  if (state.focus) act.focus(state.focus);
  else fit(wholeDay);
  closeOnPhone();
});
const others = find("#others");
for (const [title, name] of [["Left out", "unserved"], ["Handed to partners", "partners"]]) {
  const made = sideList(title, DAY[name], (record) => openAside(record, layers[name]));
  if (made) others.append(made);
}
for (const [word, value] of DAY.totals) {
  const isBad = word === "left out" || word === "late";
  find("#totals").append(
    element("li", isBad ? { class: "warn" } : {}, element("b", {}, value), ` ${word}`));
}
for (const remark of DAY.remarks) find("#remarks").append(element("p", {}, written(remark)));
if (DAY.routes.some(({ straight }) => straight)) find("#straight").hidden = false;

// The day.
const slider = find("#time");
slider.min = Math.floor(DAY.span[0] / 60);
slider.max = Math.ceil(DAY.span[1] / 60);
slider.value = slider.min;
const hasBegun = () => state.second > DAY.span[0];

function bands() {
  const [begin, end] = [slider.min * 60, slider.max * 60];
  const part = (second) => `${(100 * (Math.min(end, Math.max(begin, second)) - begin)) / (end - begin)}%`;
  const rows = [
    ...DAY.traffic.map(({ name, span }) => ({ name, span, kind: "traffic" })),
    ...DAY.closures.map(({ t, span }) => ({ name: `closed: ${t}`, span, kind: "closure" })),
  ];
  for (const { name, span, kind } of rows) {
    const until = span[1] === null ? end : span[1];
    if (until <= begin || span[0] >= end) continue;
    const hours = `${clockAt(Math.max(begin, span[0]))}–${clockAt(Math.min(end, until))}`;
    const band = element("span", { class: `band ${kind}`, title: `${name}, ${hours}` });
    band.style.left = part(span[0]);
    band.style.right = `calc(100% - ${part(until)})`;
    find("#bands").append(band);
  }
}

function paint() {
  const second = state.second;
  const text = clockAt(second);
  find("#clock").textContent = text;
  slider.value = Math.round(second / 60);
  const period = periodAt(second);
  const told = period ? `${text}, ${period.name}` : text;
  slider.setAttribute("aria-valuetext", told);
  find("#period").textContent = period ? period.name : "";
  if (period !== state.period) {
    state.period = period;
    if (map.hasLayer(jams)) jams.redraw();
  }
  for (const route of routes) {
    if (route.line.length) route.van.setLatLng(placeAt(route, second));
    route.statusText.textContent = statusOf(route.record, second);
    for (const { visit, face, row } of route.stops) {
      const isDone = hasBegun() && visit.s[2] <= second;
      face.classList.toggle("done", isDone);
      row.classList.toggle("done", isDone);
    }
  }
  paintClosures(DAY.closures, second);
}

function goTo(second) {
  const was = hasBegun();
  state.second = Math.min(DAY.span[1], Math.max(DAY.span[0], second));
  paint();
  if (was !== hasBegun()) refresh();
}
slider.addEventListener("input", () => goTo(slider.value * 60));

const play = find("#play");
function setPlaying(isPlaying) {
  state.isPlaying = isPlaying;
  play.textContent = isPlaying ? "❚❚" : "▶";
  play.setAttribute("aria-label", isPlaying ? "Stop the day" : "Play the day");
  if (isPlaying && state.second >= DAY.span[1]) goTo(DAY.span[0]);
  state.last = 0;
  if (isPlaying) requestAnimationFrame(tick);
}
function tick(now) {
  if (!state.isPlaying) return;
  if (state.last) goTo(state.second + ((now - state.last) / 1000) * state.pace);
  state.last = now;
  if (state.second >= DAY.span[1]) setPlaying(false);
  else requestAnimationFrame(tick);
}
play.addEventListener("click", () => setPlaying(!state.isPlaying));
find("#pace").addEventListener("change", (event) => { state.pace = Number(event.target.value); });

// The list lies over the map on a phone.
const opener = find("#opener");
function setOpen(isOpen) {
  document.body.classList.toggle("open", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
  opener.textContent = isOpen ? "Map" : "List";
}
opener.addEventListener("click", () => setOpen(!document.body.classList.contains("open")));
function closeOnPhone() {
  if (window.matchMedia("(max-width: 760px)").matches) setOpen(false);
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") setOpen(false);
});

find("#theme").addEventListener("change", (event) => {
  theme.chosen = event.target.value;
  theme.apply();
});
theme.watchers.push(() => [streets, names, jams].forEach((layer) => map.hasLayer(layer) && layer.redraw()));

// On paper: a light sheet with all of the chosen routes on it.
let before = null;
window.addEventListener("beforeprint", () => {
  before = { centre: map.getCenter(), zoom: map.getZoom(), second: state.second };
  setPlaying(false);
  document.documentElement.dataset.print = "1";
  theme.apply();
  goTo(DAY.span[0]);
  map.invalidateSize({ animate: false, pan: false });
  const shown = routes.filter((route) => route.isShown && (!state.focus || state.focus === route));
  const places = shown.flatMap(({ record }) => record.visits.map(({ at }) => at));
  fit(places.length ? L.latLngBounds(places) : wholeDay);
});
window.addEventListener("afterprint", () => {
  delete document.documentElement.dataset.print;
  theme.apply();
  map.invalidateSize({ animate: false, pan: false });
  if (!before) return;
  goTo(before.second);
  map.setView(before.centre, before.zoom, { animate: false });
});

bands();
refresh();
paint();
window.addEventListener("resize", () => map.invalidateSize({ animate: false }));
document.documentElement.dataset.ready = "1";
