// What every part of the page needs: the day's record, elements, the clock, lines.

const DAY = JSON.parse(document.getElementById("day").textContent);
const find = (selector) => document.querySelector(selector);

// An element; text only ever becomes text, whatever customers are called.
function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) made.addEventListener(event, handler);
    } else if (value === true) {
      made.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// What a customer wrote keeps its own direction of writing.
const written = (text, attributes) => element("bdi", { dir: "auto", ...attributes }, text);

// Whole numbers in the letters of an encoded polyline.
function numbersOf(text) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (let at = 0; at < text.length; at += 1) {
    const bits = text.charCodeAt(at) - 63;
    value |= (bits & 31) << shift;
    shift += 5;
    if (bits < 32) {
      numbers.push(value & 1 ? ~(value >> 1) : value >> 1);
      value = 0;
      shift = 0;
    }
  }
  return numbers;
}

function lineOf(text) {
  const numbers = numbersOf(text);
  const line = [];
  let lat = 0;
  let lon = 0;
  for (let at = 0; at + 1 < numbers.length; at += 2) {
    lat += numbers[at];
    lon += numbers[at + 1];
    line.push([lat / 1e5, lon / 1e5]);
  }
  return line;
}

// The wall clock at a second of the service day; "+1" on the next day.
function clockAt(second) {
  let ahead = DAY.clock[0][1];
  for (const [from, shift] of DAY.clock) if (second >= from) ahead = shift;
  const wall = Math.floor((second + ahead) / 60);
  const days = Math.floor(wall / 1440);
  const minutes = wall - days * 1440;
  const two = (number) => String(number).padStart(2, "0");
  const text = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return days ? `${text}${days > 0 ? "+" : ""}${days}` : text;
}

const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// On a wall everything is larger, lines and street names too.
const largeness = Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 15);

const prefersStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
