// Draws what picture.py worked out: stat, time series, state timeline and table, each as simply as can be.
"use strict";

const CELL = 38, GAP = 6;
const COLORS = { green: "#37872d", blue: "#3274d9", purple: "#8f3bb8", yellow: "#b58e04", orange: "#d2691e",
                 red: "#c4162a", text: "#6c7080" };
const PALETTE = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#37872d",
                 "#fade2a", "#e0b400", "#447ebc", "#c15c17"];

const make = (tag, parent, attributes = {}, text = "") => {
  const space = ["svg", "rect", "path", "line", "text"].includes(tag) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  const element = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return parent.appendChild(element);
};

const mapped = (value, mappings = []) => {
  for (const { type, options } of mappings) {
    if (type === "value" && options[value]) return options[value];
    if (type === "range" && value <= options.to) return options.result;
  }
};

// A value that no mapping names, coloured by the step that it is on.
const plain = (value, { thresholds }) => ({ text: trimmed(value, 2), color: threshold(value, thresholds) });

const words = ({ mappings, thresholds }) => [
  ...mappings.flatMap(({ type, options }) => type === "value" ? Object.values(options) : [options.result]),
  ...thresholds.steps.slice(thresholds.steps.length > 1 ? 1 : 99).map(({ color, value }) => ({ color, text: `${value}` }))];

const threshold = (value, { steps }) => steps.filter(step => step.value === null || value >= step.value).at(-1).color;

const scaled = (value, units, base) => {
  let at = 0;
  while (Math.abs(value) >= base && at < units.length - 1) { value /= base; at++; }
  return `${trimmed(value, 1)} ${units[at]}`.trim();
};

const trimmed = (value, decimals) => String(Number(value.toFixed(decimals)));

const ago = (seconds) => {
  for (const [size, name] of [[86400, "days"], [3600, "hours"], [60, "minutes"]])
    if (seconds >= size) return `${Math.round(seconds / size)} ${name} ago`;
  return `${Math.max(0, Math.round(seconds))} seconds ago`;
};

const inWords = (value, unit, decimals, now) => {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (unit === "dateTimeFromNow") return ago(now - value / 1000);
  if (unit === "bytes") return scaled(value, ["B", "KiB", "MiB", "GiB"], 1024);
  if (unit === "percentunit") return `${trimmed(value * 100, 1)} %`;
  if (unit === "cps") return `${trimmed(value, 2)}/s`;
  if (unit === "s") return value !== 0 && Math.abs(value) < 1 ? scaled(value * 1e6, ["µs", "ms"], 1000)
    : value >= 120 ? `${trimmed(value / 60, 1)} min` : `${trimmed(value, decimals ?? 2)} s`;
  return trimmed(value, decimals ?? 2);
};

const clock = (time) => new Date(time * 1000).toISOString().slice(11, 19);

function stat(body, panel, view) {
  const box = make("div", body, { class: "stats" });
  const series = panel.series.length ? panel.series : [{ name: "", points: [] }];
  for (const { name, points } of series) {
    const value = points.at(-1)?.[1], defaults = panel.defaults;
    const word = value === undefined ? { text: defaults.noValue, color: "text" } : mapped(value, defaults.mappings);
    const color = word?.color ?? threshold(value, defaults.thresholds);
    const cell = make("div", box, { style: `background:${COLORS[color]}` });
    if (panel.options.textMode === "value_and_name" && name) make("small", cell, {}, name);
    const text = word?.text ?? inWords(value, defaults.unit, defaults.decimals, view.end);
    const size = Math.min(30, 1.5 * cell.clientWidth / Math.max(1, text.length));
    make("strong", cell, { style: `font-size:${size}px` }, text);
  }
}

function table(body, panel, view) {
  if (!panel.rows.length) return make("div", body, { class: "silent" }, panel.defaults.noValue);
  const grid = make("table", body), head = make("tr", grid);
  for (const column of panel.columns) make("th", head, {}, column.title);
  for (const row of panel.rows) {
    const line = make("tr", grid);
    row.forEach((value, at) => {
      const column = panel.columns[at], word = mapped(value, column.mappings);
      const style = word ? `color:${COLORS[word.color]};font-weight:bold` : column.links ? "color:#6e9fff" : "";
      make("td", line, { style }, word?.text ?? inWords(value, column.unit, column.decimals, view.end));
    });
  }
}

const lineColor = ({ series, colors }, at) => COLORS[colors[series[at].name]] ?? PALETTE[at % PALETTE.length];

const axis = (svg, x, width, height, view) => {
  for (let part = 0; part <= 4; part++) {
    const time = view.start + (view.end - view.start) * part / 4;
    make("text", svg, { x: x + width * part / 4, y: height - 3, "text-anchor": part === 0 ? "start" : part === 4 ? "end" : "middle" }, clock(time));
  }
};

const legend = (body, panel, view) => {
  const box = make("div", body, { class: "legend" });
  for (const title of ["", "last", "max"]) make("span", box, {}, title);
  panel.series.forEach(({ name, points }, at) => {
    const label = make("span", box);
    make("i", label, { style: `background:${lineColor(panel, at)}` });
    label.append(name);
    for (const value of [points.at(-1)[1], Math.max(...points.map(point => point[1]))])
      make("span", box, {}, inWords(value, panel.defaults.unit, panel.defaults.decimals, view.end));
  });
};

// Pieces without a gap longer than two steps.
const pieces = (points, step) => points.reduce((all, point) => {
  const last = all.at(-1);
  if (last && point[0] - last.at(-1)[0] <= 2 * step) last.push(point); else all.push([point]);
  return all;
}, []);

function stacked(series) {
  const sums = new Map();
  return series.map(({ points }) => points.map(([time, value]) => {
    sums.set(time, (sums.get(time) ?? 0) + value);
    return [time, sums.get(time)];
  }));
}

function lines(body, panel, view) {
  if (!panel.series.length) return make("div", body, { class: "silent" }, "No data");
  const custom = panel.defaults.custom, rows = Math.min(panel.series.length, 8) + 1;
  const height = Math.max(70, body.clientHeight - rows * 15 - 6), width = body.clientWidth - 18, left = 62;
  const drawn = custom.stacking.mode === "normal" ? stacked(panel.series) : panel.series.map(one => one.points);
  const values = drawn.flat().map(point => point[1]);
  const limits = custom.thresholdsStyle.mode === "dashed" ? panel.defaults.thresholds.steps.filter(step => step.value !== null) : [];
  const low = Math.min(panel.defaults.min ?? Infinity, ...values), most = Math.max(...values), top = most > low ? most : low + 1;
  const high = top + (top - low) * 0.08;
  const x = time => left + (width - left) * (time - view.start) / (view.end - view.start);
  const y = value => 6 + (height - 26) * (1 - (value - low) / (high - low));
  const svg = make("svg", body, { height, viewBox: `0 0 ${width} ${height}` });
  for (const value of [low, (low + high) / 2, high]) {
    make("line", svg, { x1: left, x2: width, y1: y(value), y2: y(value), stroke: "#2b2e36" });
    make("text", svg, { x: left - 5, y: y(value) + 4, "text-anchor": "end" }, inWords(value, panel.defaults.unit, undefined, view.end));
  }
  for (const { color, value } of limits.filter(step => step.value <= high && step.value >= low))
    make("line", svg, { x1: left, x2: width, y1: y(value), y2: y(value), stroke: COLORS[color], "stroke-dasharray": "6 5" });
  for (const { color, at } of view.marks)
    for (const time of at) make("line", svg, { x1: x(time), x2: x(time), y1: 6, y2: height - 20, stroke: COLORS[color], "stroke-opacity": 0.8, "stroke-dasharray": "2 3" });
  drawn.forEach((points, at) => {
    for (const piece of pieces(points, view.step)) {
      const path = piece.map(([time, value], n) => n ? `H${x(time)}V${y(value)}` : `M${x(time)} ${y(value)}h1`).join("");
      make("path", svg, { d: path, fill: "none", stroke: lineColor(panel, at), "stroke-width": 1.6 });
    }
  });
  axis(svg, left, width - left, height, view);
  legend(body, { ...panel, series: panel.series.slice(0, 8) }, view);
}

function timeline(body, panel, view) {
  if (!panel.series.length) return make("div", body, { class: "silent" }, "No data");
  const height = body.clientHeight - (panel.gridPos.w < 12 ? 36 : 20), width = body.clientWidth - 18;
  const left = Math.min(330, 14 + 6.6 * Math.max(...panel.series.map(one => one.name.length)));
  const row = (height - 18) / panel.series.length;
  const x = time => left + (width - left) * (time - view.start) / (view.end - view.start);
  const svg = make("svg", body, { height, viewBox: `0 0 ${width} ${height}` });
  panel.series.forEach(({ name, points }, at) => {
    make("text", svg, { x: left - 6, y: row * at + row / 2 + 4, "text-anchor": "end", style: `font-size:${Math.min(10.5, row)}px` }, name);
    for (const piece of pieces(points, view.step)) {
      const changes = piece.filter((point, n) => n === 0 || point[1] !== piece[n - 1][1]);
      changes.forEach(([time, value], n) => {
        const end = changes[n + 1]?.[0] ?? piece.at(-1)[0] + view.step, word = mapped(value, panel.defaults.mappings) ?? plain(value, panel.defaults);
        make("rect", svg, { x: x(time), y: row * at + row * 0.08, width: Math.max(1, x(Math.min(end, view.end)) - x(time)), height: row * 0.84, fill: COLORS[word.color] });
        if (row > 11 && x(end) - x(time) > 8 * word.text.length)
          make("text", svg, { x: x(time) + 4, y: row * at + row / 2 + 4, style: "fill:#fff" }, word.text);
      });
    }
  });
  axis(svg, left, width - left, height, view);
  const box = make("div", body, { class: "legend list" });
  for (const { text, color } of words(panel.defaults)) {
    const label = make("span", box);
    make("i", label, { style: `background:${COLORS[color]};height:9px` });
    label.append(text);
  }
}

const KINDS = { stat, table, timeseries: lines, "state-timeline": timeline };

function show(view) {
  document.querySelector("h1").textContent = view.title;
  document.querySelector("header p").textContent =
    `Druid cluster ${view.cluster}, ${Math.round(view.end - view.start)} s from ${view.since}. ` +
    "Not Grafana: the panels of the dashboard, drawn simply from a real Prometheus' data for this documentation.";
  const grid = document.querySelector("#grid"), column = grid.clientWidth / 24;
  let bottom = 0;
  for (const panel of view.panels) {
    const { x, y, w, h } = panel.gridPos;
    const place = `left:${x * column}px;top:${y * CELL}px;width:${w * column - GAP}px;height:${h * CELL - GAP}px`;
    bottom = Math.max(bottom, (y + h) * CELL);
    if (panel.type === "row") { make("div", grid, { class: "row", style: place }, "▾ " + panel.title); continue; }
    const box = make("section", grid, { style: place });
    make("h2", box, {}, panel.title);
    KINDS[panel.type](make("div", box, { class: "body" }), panel, view);
  }
  grid.style.height = `${bottom}px`;
}
