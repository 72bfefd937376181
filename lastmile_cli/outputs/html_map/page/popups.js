// What a place on the map tells when somebody asks.

function factList(facts, tel) {
  const list = element("dl", {});
  for (const [word, text] of facts) {
    const told = word === "Phone" && tel
      ? element("a", { href: tel }, text)
      : written(text, word === "Late" ? { class: "warn" } : {});
    list.append(element("dt", {}, word), element("dd", {}, told));
  }
  return list;
}

function placeLink(at) {
  const [lat, lon] = at.map((degrees) => degrees.toFixed(5));
  return element("a", { href: `geo:${lat},${lon}` }, "Open in maps");
}

function popupOf(title, subtitle, facts, at, tel, buttons) {
  const box = element("div", { class: "told" },
    element("h3", {}, written(title)),
    subtitle ? element("p", { class: "sub" }, ...subtitle) : null,
    factList(facts, tel));
  const foot = element("p", { class: "foot-line" }, ...(buttons || []));
  if (at) foot.append(placeLink(at));
  box.append(foot);
  return box;
}

const POPUP = { maxWidth: 300, minWidth: 190, autoPanPadding: [24, 60], className: "popup" };

// Where there is a mouse, a name is enough to look at without a click.
const canHover = window.matchMedia("(hover: hover)").matches;
function nameOnHover(marker, record) {
  if (!canHover) return;
  const at = record.s ? `${clockAt(record.s[0])} ` : "";
  marker.bindTooltip(() => element("span", {}, at, written(record.t)), {
    direction: "top", offset: [0, -8],
  });
}

function bindStop(route, entry, walk) {
  const { record } = route;
  const { visit } = entry;
  nameOnHover(entry.marker, visit);
  entry.marker.bindPopup(() => {
    const what = visit.k === "stop" ? `Stop ${visit.n}` : "Halt";
    const who = record.who ? ` · ${record.who}` : "";
    const subtitle = [badge(route.number, entry.text), ` ${what}, ${record.id}${who}`];
    const step = (by, text, label) => element("button", {
      type: "button", "aria-label": label, on: { click: () => walk(route, entry, by) },
    }, text);
    return popupOf(visit.t, subtitle, visit.f, visit.at, visit.tel,
      [step(-1, "◀", "Stop before"), step(1, "▶", "Next stop")]);
  }, POPUP);
}

function signMarker(record, sign, kind, subtitle) {
  const face = element("span", { class: `sign ${kind}` }, sign);
  const marker = L.marker(record.at, {
    icon: pinIcon(face), keyboard: false, riseOnHover: true,
    zIndexOffset: kind === "unserved" ? 2500 : 500,
  });
  nameOnHover(marker, record);
  marker.bindPopup(() => popupOf(record.t, [subtitle], record.f, record.at, record.tel), POPUP);
  return marker;
}
