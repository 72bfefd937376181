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
      add(L.polyline(line, { className: "closed-under", weight: 8 }).bindPopup(popup, POPUP));
      add(L.polyline(line, {
        className: "closed-over", weight: 8, dashArray: "7 7", interactive: false,
      }));
    }
  }
  return layer;
}

function paintClosures(records, second) {
  for (const record of records) {
    const holds = record.span[0] <= second && second < record.span[1];
    for (const shape of record.drawn) {
      const node = shape.getElement && shape.getElement();
      if (node) node.classList.toggle("passive", !holds);
    }
  }
}

function periodAt(second) {
  return DAY.traffic.find(({ span }) => span[0] <= second && (span[1] === null || second < span[1]));
}
