// The list beside the map: vehicles with their stops, layers, what was left out.

function vehicleEntry(route, act) {
  const { record, number } = route;
  const shown = element("input", {
    type: "checkbox", checked: true, "aria-label": `Show ${record.id}`,
    on: { change: (event) => act.show(route, event.target.checked) },
  });
  const name = element("button", {
    type: "button", class: "vehicle", "aria-pressed": "false",
    title: "Look at this vehicle alone", on: { click: () => act.focus(route) },
  }, element("strong", {}, record.id), record.who ? written(` ${record.who}`) : null);
  const status = element("span", { class: "status" });
  const stops = element("ol", { class: "stops" });
  const details = element("details", {},
    element("summary", {}, record.sum, record.late ? element("b", { class: "warn" },
      ` · late ${record.late} min`) : null),
    stops);
  for (const entry of route.stops) {
    const { visit } = entry;
    const row = element("button", { type: "button", on: { click: () => act.open(route, entry) } },
      element("span", { class: "number" }, visit.k === "stop" ? String(visit.n) : entry.text),
      element("time", {}, clockAt(visit.s[0])),
      written(visit.t));
    entry.row = element("li", {}, row);
    stops.append(entry.row);
  }
  route.shownBox = shown;
  route.nameButton = name;
  route.statusText = status;
  route.details = details;
  const item = element("li", { class: "route" },
    shown, badge(number, record.letter), sampleOf(number), name, status, details);
  return item;
}

function sideList(title, records, open) {
  if (!records.length) return null;
  const list = element("ul", { class: "aside" });
  for (const record of records) {
    const row = record.at
      ? element("button", { type: "button", on: { click: () => open(record) } }, written(record.t))
      : element("span", { class: "placeless" }, written(record.t), " (not on the map)");
    const why = record.f.find(([word]) => word === "Why" || word === "Partner");
    list.append(element("li", {}, row, why ? written(why[1], { class: "why" }) : null));
  }
  return element("details", {}, element("summary", {}, `${title} (${records.length})`), list);
}

function layerSwitch(text, layer, map, isOn, count, sign) {
  const box = element("input", {
    type: "checkbox", checked: isOn,
    on: { change: (event) => (event.target.checked ? layer.addTo(map) : layer.remove()) },
  });
  if (isOn) layer.addTo(map);
  const label = element("label", {}, box, sign || null, ` ${text}`);
  if (count !== undefined) label.append(element("span", { class: "count" }, ` ${count}`));
  return label;
}

function jamLegend() {
  const part = (name, text) => {
    const sample = element("i", { class: "jam" });
    sample.style.background = `var(--jam-${name})`;
    return element("span", {}, sample, ` ${text}`);
  };
  return element("p", { class: "legend" }, part(1, "slower"), part(2, "up to half"),
    part(3, "less than half the speed"));
}
