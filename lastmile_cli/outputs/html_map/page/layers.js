// Layers beside the routes; each is there only where the day has something for it.

function signLayer(records, sign, kind, subtitle) {
  const layer = L.layerGroup();
  for (const record of records) {
    if (!record.at) continue;
    record.marker = signMarker(record, sign, kind, subtitle);
    layer.addLayer(record.marker);
  }
  return layer;
}

function closureLayer(records) {
  const layer = L.layerGroup();
  for (const record of records) {
    record.drawn = [];
    const popup = () => popupOf(record.t, ["Closed for everybody"], record.f);
    const add = (shape) => {
      record.drawn.push(shape);
      layer.addLayer(shape);
    };
    for (const ring of record.rings) {
      add(L.polygon(lineOf(ring), { className: "closed-area", weight: 2 }).bindPopup(popup, POPUP));
    }
    for (const text of record.lines) {
      const line = lineOf(text);
      add(L.polyline(line, { className: "closed-under", weight: 8 * largeness }).bindPopup(popup, POPUP));
      add(L.polyline(line, {
        className: "closed-over", weight: 8 * largeness, dashArray: "7 7", interactive: false,
      }));
    }
    const sign = closureSign(record, popup);
    if (sign) layer.addLayer(sign);
  }
  return layer;
}

// The sign that everybody knows, in the middle of the longest part of what is closed.
function closureSign(record, popup) {
  const shapes = [...record.lines, ...record.rings].map(lineOf);
  const longest = shapes.sort((a, b) => lengthsOf(b).at(-1) - lengthsOf(a).at(-1))[0];
  if (!longest) return null;
  const at = record.lines.length ? middleOf(longest) : L.polygon(longest).getBounds().getCenter();
  const face = element("span", { class: "sign closure" }, "–");
  record.face = face;
  return L.marker(at, { icon: pinIcon(face), keyboard: false, zIndexOffset: 600 })
    .bindPopup(popup, POPUP);
}

function middleOf(line) {
  const lengths = lengthsOf(line);
  const half = lengths[lengths.length - 1] / 2;
  const last = Math.max(1, lengths.findIndex((length) => length >= half));
  const span = lengths[last] - lengths[last - 1];
  const part = span > 0 ? (half - lengths[last - 1]) / span : 0;
  const [a, b] = [line[last - 1], line[last]];
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])];
}

function paintClosures(records, second) {
  for (const record of records) {
    const holds = record.span[0] <= second && second < record.span[1];
    if (record.face) record.face.classList.toggle("passive", !holds);
    for (const shape of record.drawn) {
      const node = shape.getElement && shape.getElement();
      if (node) node.classList.toggle("passive", !holds);
    }
  }
}

function periodAt(second) {
  return DAY.traffic.find(({ span }) => span[0] <= second && (span[1] === null || second < span[1]));
}
