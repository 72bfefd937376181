// Routes: lines side by side, numbered stops, a van that moves.

// A line drawn some pixels to the right of where it is, as one drives: routes that share a
// street, and a street driven both ways, stay apart.
const Lane = L.Polyline.extend({
  _projectLatlngs(latlngs, result, bounds) {
    if (!(latlngs[0] instanceof L.LatLng)) {
      latlngs.forEach((part) => this._projectLatlngs(part, result, bounds));
      return;
    }
    const points = latlngs.map((place) => this._map.latLngToLayerPoint(place));
    const ring = aside(points, this.options.lane);
    ring.forEach((point) => bounds.extend(point));
    result.push(ring);
  },
});

function aside(points, lane) {
  const apart = points.filter((point, at) => !at || point.distanceTo(points[at - 1]) > 0.5);
  if (apart.length < 2) return points;
  const normals = [];
  for (let at = 1; at < apart.length; at += 1) {
    const dx = apart[at].x - apart[at - 1].x;
    const dy = apart[at].y - apart[at - 1].y;
    const long = Math.hypot(dx, dy);
    normals.push(L.point(-dy / long, dx / long));
  }
  const moved = [];
  apart.forEach((point, at) => {
    const before = normals[Math.max(0, at - 1)];
    const after = normals[Math.min(normals.length - 1, at)];
    const sum = before.add(after);
    const square = sum.x * sum.x + sum.y * sum.y;
    if (square < 0.5) {
      moved.push(point.add(before.multiplyBy(lane)), point.add(after.multiplyBy(lane)));
    } else {
      moved.push(point.add(sum.multiplyBy((2 * lane) / square)));
    }
  });
  return moved;
}

function pinIcon(content) {
  return L.divIcon({ html: content, className: "pin", iconSize: null });
}

function routeOf(record, number, count, map) {
  const line = lineOf(record.line);
  const route = {
    record, number, line, isShown: true, isFaded: false, stops: [], done: -1,
    group: L.layerGroup(), markers: L.layerGroup(),
    lengths: lengthsOf(line),
  };
  const lane = largeness * (count > 1 ? 1.5 + number * Math.min(3, 9 / (count - 1)) : 1.5);
  const plain = { lane, interactive: false, lineJoin: "round", smoothFactor: 0 };
  const dash = largerDash(record.straight ? "4 9" : dashOf(number));
  route.lines = [
    new Lane(line, { ...plain, weight: 7 * largeness, className: "casing" }),
    new Lane(line, { ...plain, weight: 4 * largeness, className: `under route-${number % 7}` }),
    new Lane(line, {
      ...plain, weight: 4 * largeness, dashArray: dash, className: `over route-${number % 7}`,
    }),
    new Lane(line, { ...plain, weight: 16 * largeness, opacity: 0, interactive: true, className: "touch" }),
  ];
  route.lines.forEach((drawn) => route.group.addLayer(drawn));
  route.lines[3].bindTooltip(() => element("span", {}, `${record.letter} · ${record.id}`),
    { sticky: true });
  record.visits.forEach((visit) => {
    if (visit.k === "load") return;
    route.stops.push(markerOf(route, visit, count));
  });
  route.stops.forEach(({ marker }) => route.markers.addLayer(marker));
  const van = badge(number, record.letter);
  van.classList.add("van");
  route.vanFace = van;
  route.van = L.marker(line[0] || [0, 0], {
    icon: pinIcon(van), keyboard: false, interactive: false, zIndexOffset: 3000,
  });
  route.group.addTo(map);
  route.markers.addTo(map);
  return route;
}

const largerDash = (dash) => dash && dash.split(" ").map((it) => it * largeness).join(" ");

function markerOf(route, visit, count) {
  const isStop = visit.k === "stop";
  const sign = { break: "☕", charge: "⚡" }[visit.k] || "·";
  const text = isStop ? `${count > 1 ? route.record.letter : ""}${visit.n}` : sign;
  const face = badge(route.number, text);
  face.classList.add(isStop ? "stop" : "halt");
  if (visit.foot) face.classList.add("foot");
  if (visit.late) face.classList.add("late");
  const marker = L.marker(visit.at, {
    icon: pinIcon(face), keyboard: false, riseOnHover: true, zIndexOffset: isStop ? 0 : -500,
  });
  return { visit, marker, face, text };
}

function lengthsOf(line) {
  const lengths = [0];
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = line[at - 1];
    const [c, d] = line[at];
    const east = (d - b) * Math.cos((a * Math.PI) / 180);
    lengths.push(lengths[at - 1] + Math.hypot(c - a, east));
  }
  return lengths;
}

// Where on its line a vehicle is: between two stops it is drawn at an even speed.
function placeAt(route, second) {
  let share = 0;
  for (const [leaves, arrives, from, to] of route.record.moves) {
    if (second < leaves) break;
    const part = arrives > leaves ? Math.min(1, (second - leaves) / (arrives - leaves)) : 1;
    share = from + part * (to - from);
  }
  const { line, lengths } = route;
  const wanted = share * lengths[lengths.length - 1];
  let low = 0;
  let high = lengths.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lengths[middle] <= wanted) low = middle;
    else high = middle;
  }
  const span = lengths[high] - lengths[low];
  const part = span > 0 ? (wanted - lengths[low]) / span : 0;
  const [a, b] = line[low];
  const [c, d] = line[high];
  return [a + part * (c - a), b + part * (d - b)];
}

function statusOf(record, second) {
  const [begin, end] = record.span;
  const total = record.visits.filter(({ k }) => k === "stop").length;
  const served = record.visits.filter(({ k, s }) => k === "stop" && s[2] <= second).length;
  const count = `${served} of ${total}`;
  if (second < begin) return `starts ${clockAt(begin)}`;
  if (second >= end) return `${count} · back since ${clockAt(end)}`;
  for (const visit of record.visits) {
    const [arrives, starts, leaves] = visit.s;
    const what = visit.k === "stop" ? `stop ${visit.n}` : visit.t;
    if (second < arrives) return `${count} · on the way to ${visit.k === "stop" ? what : visit.k}`;
    if (second < starts) return `${count} · waits at ${what}`;
    if (second < leaves) return `${count} · ${visit.k === "stop" ? `at ${what}` : what}`;
  }
  return `${count} · on the way home`;
}
