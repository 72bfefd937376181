// The base layer: streets drawn on canvas tiles from the page's own record, with their names.

const PLANE = L.CRS.EPSG3857;
const FIRST_ZOOM = [15, 14, 12, 10, 8, 4, 0];
const WIDTH_AT_16 = [1.3, 3.2, 6, 8, 9.5, 11.5, 13];

function streetLines(record) {
  const lines = [];
  for (const group of record.classes) {
    const numbers = numbersOf(group.p);
    let lat = 0;
    let lon = 0;
    for (let at = 0; at < numbers.length; ) {
      const name = record.names[numbers[at]];
      const count = numbers[at + 1];
      at += 2;
      const flat = new Float64Array(2 * count);
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let point = 0; point < count; point += 1, at += 2) {
        lat += numbers[at];
        lon += numbers[at + 1];
        const { x, y } = PLANE.latLngToPoint(L.latLng(lat / 1e5, lon / 1e5), 0);
        flat[2 * point] = x;
        flat[2 * point + 1] = y;
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x);
        box[3] = Math.max(box[3], y);
      }
      lines.push({ name, kind: group.c, rank: group.r, flat, box });
    }
  }
  return lines;
}

const widthOf = (rank, zoom) => Math.max(0.8, largeness * WIDTH_AT_16[rank] * 2 ** ((zoom - 16) * 0.72));
const isShown = (rank, zoom) => zoom >= FIRST_ZOOM[rank];

function trace(context, line, scale, left, top) {
  const { flat } = line;
  context.moveTo(flat[0] * scale - left, flat[1] * scale - top);
  for (let at = 2; at < flat.length; at += 2) {
    context.lineTo(flat[at] * scale - left, flat[at + 1] * scale - top);
  }
}

// A layer of canvas tiles; `paint(context, lines, view)` draws those lines that touch a tile.
const CanvasTiles = L.GridLayer.extend({
  initialize(lines, paint, options) {
    this.lines = lines;
    this.paint = paint;
    L.GridLayer.prototype.initialize.call(this, { tileSize: 512, keepBuffer: 1, ...options });
  },
  createTile(coords) {
    const size = this.getTileSize();
    const sharp = Math.min(window.devicePixelRatio || 1, 3);
    const tile = document.createElement("canvas");
    tile.width = Math.round(size.x * sharp);
    tile.height = Math.round(size.y * sharp);
    tile.setAttribute("role", "presentation");
    const context = tile.getContext("2d");
    context.scale(sharp, sharp);
    context.lineCap = "round";
    context.lineJoin = "round";
    const scale = 2 ** coords.z;
    const view = { scale, zoom: coords.z, left: coords.x * size.x, top: coords.y * size.y, size };
    const near = 24 / scale;
    const west = view.left / scale - near;
    const north = view.top / scale - near;
    const east = (view.left + size.x) / scale + near;
    const south = (view.top + size.y) / scale + near;
    const touching = this.lines.filter(({ box, rank }) => isShown(rank, coords.z)
      && box[0] <= east && box[2] >= west && box[1] <= south && box[3] >= north);
    this.paint(context, touching, view);
    return tile;
  },
});

function paintStreets(context, lines, view) {
  const colours = ["path", "small", "street", "street", "street", "main", "main"]
    .map((name) => styleOf(`--map-${name}`));
  const edge = styleOf("--map-edge");
  const thin = styleOf("--map-thin");
  const each = (act) => {
    for (let rank = 0; rank <= 6; rank += 1) {
      const same = lines.filter((line) => line.rank === rank);
      if (!same.length) continue;
      context.beginPath();
      for (const line of same) trace(context, line, view.scale, view.left, view.top);
      act(rank, widthOf(rank, view.zoom));
    }
  };
  each((rank, width) => {
    if (rank === 0) return;
    context.strokeStyle = width < 2.4 ? thin : edge;
    context.lineWidth = width < 2.4 ? width : width + 1.6;
    context.stroke();
  });
  each((rank, width) => {
    if (rank > 0 && width < 2.4) return;
    context.strokeStyle = colours[rank];
    context.lineWidth = width;
    context.setLineDash(rank === 0 ? [3, 3] : []);
    context.stroke();
    context.setLineDash([]);
  });
}

// Names stand along the straightest stretch of their street; the bigger road chooses first.
const NAME_FONT = `${11 * largeness}px system-ui, 'Segoe UI', Roboto, sans-serif`;

function straightest(flat, scale) {
  let best = null;
  let first = 0;
  const bend = Math.cos((17 * Math.PI) / 180);
  for (let at = 2; at < flat.length; at += 2) {
    if (at > 2) {
      const ax = flat[at - 2] - flat[first], ay = flat[at - 1] - flat[first + 1];
      const bx = flat[at] - flat[at - 2], by = flat[at + 1] - flat[at - 1];
      const long = Math.hypot(ax, ay) * Math.hypot(bx, by);
      if (long > 0 && (ax * bx + ay * by) / long < bend) first = at - 2;
    }
    const length = Math.hypot(flat[at] - flat[first], flat[at + 1] - flat[first + 1]) * scale;
    if (!best || length > best.length) best = { first, last: at, length };
  }
  return best;
}

function placeNames(lines, zoom) {
  const scale = 2 ** zoom;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = NAME_FONT;
  const wanted = lines
    .filter((line) => line.name && zoom >= FIRST_ZOOM[line.rank] + (line.rank < 2 ? 2.5 : 3))
    .map((line) => ({ line, stretch: straightest(line.flat, scale) }))
    .filter(({ stretch }) => stretch && stretch.length > 40)
    .sort((a, b) => b.line.rank - a.line.rank || b.stretch.length - a.stretch.length);
  const taken = new Map();
  const square = (x, y) => `${Math.floor(x / 14 / largeness)},${Math.floor(y / 14 / largeness)}`;
  const found = [];
  const said = new Map();
  for (const { line, stretch } of wanted) {
    const width = pen.measureText(line.name).width;
    if (width > stretch.length * 1.05) continue;
    const { first, last } = stretch;
    const dx = line.flat[last] - line.flat[first];
    const dy = line.flat[last + 1] - line.flat[first + 1];
    const x = ((line.flat[first] + line.flat[last]) / 2) * scale;
    const y = ((line.flat[first + 1] + line.flat[last + 1]) / 2) * scale;
    const others = said.get(line.name) || [];
    if (others.some(([u, v]) => Math.hypot(u - x, v - y) < 420)) continue;
    let angle = Math.atan2(dy, dx);
    if (angle > Math.PI / 2 || angle <= -Math.PI / 2) angle += Math.PI;
    const spots = [];
    for (let along = -width / 2; along <= width / 2; along += 7) {
      spots.push(square(x + along * Math.cos(angle), y + along * Math.sin(angle)));
    }
    if (spots.some((spot) => taken.has(spot))) continue;
    for (const spot of spots) taken.set(spot, true);
    said.set(line.name, [...others, [x, y]]);
    found.push({ name: line.name, x, y, angle, reach: width / 2 + 6 });
  }
  return found;
}

function namePainter(lines) {
  const placed = new Map();
  return (context, touching, view) => {
    if (!placed.has(view.zoom)) placed.set(view.zoom, placeNames(lines, view.zoom));
    context.font = NAME_FONT;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineWidth = 2.5;
    context.strokeStyle = styleOf("--map-halo");
    context.fillStyle = styleOf("--map-name");
    for (const { name, x, y, angle, reach } of placed.get(view.zoom)) {
      const u = x - view.left;
      const v = y - view.top;
      if (u < -reach || v < -reach || u > view.size.x + reach || v > view.size.y + reach) continue;
      context.save();
      context.translate(u, v);
      context.rotate(angle);
      context.strokeText(name, 0, 0);
      context.fillText(name, 0, 0);
      context.restore();
    }
  };
}

// How much slower than in the night, as the width of a street full of colour.
function jamColour(factor) {
  if (factor > 0.95) return null;
  if (factor > 0.75) return styleOf("--jam-1");
  return styleOf(factor > 0.5 ? "--jam-2" : "--jam-3");
}

function paintJams(context, lines, view, period) {
  if (!period) return;
  const draw = (traffic) => {
    for (const line of lines) {
      const colour = line.rank ? jamColour(traffic.speed[line.kind] ?? traffic.default) : null;
      if (!colour) continue;
      context.strokeStyle = colour;
      context.lineWidth = Math.max(1.6, widthOf(line.rank, view.zoom));
      context.beginPath();
      trace(context, line, view.scale, view.left, view.top);
      context.stroke();
    }
  };
  draw(period);
  for (const area of period.areas) {
    context.save();
    context.beginPath();
    area.corners.forEach(([lat, lon], number) => {
      const { x, y } = PLANE.latLngToPoint(L.latLng(lat, lon), 0);
      context[number ? "lineTo" : "moveTo"](x * view.scale - view.left, y * view.scale - view.top);
    });
    context.closePath();
    context.clip();
    context.clearRect(0, 0, view.size.x, view.size.y);
    draw(area);
    context.restore();
  }
}
