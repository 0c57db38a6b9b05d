// The time line of the last day: a lane per role, the alerts below, and the same as a table.

const HOUR = 3600000;
const HISTORY_RENEWED_MS = 60000;

const day = {cluster: null, events: [], more: false, fetchedAt: -Infinity, state: "", error: ""};
const zoom = {hours: 24, end: null};  // `end` null: until now, and on with it

async function fetchHistory(cluster) {
  day.fetchedAt = performance.now();
  const path = `api/v1/history?limit=1000&cluster=${encodeURIComponent(cluster)}`;
  const answer = await fetch(path, {cache: "no-store"});
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.error);
  if (currentCluster()?.name !== cluster) return;
  day.events = found.events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  day.more = found.more;
  day.error = "";
  day.cluster = cluster;
}

function redrawTimeline() {
  const cluster = shown && currentCluster();
  if (cluster) drawTimeline(cluster, alertsOf(cluster));
}

function renewHistory(cluster) {
  fetchHistory(cluster.name)
    .catch((error) => { day.error = error.message; })
    .then(redrawTimeline);
}

/** Asks again when leaders or alerts are others than before; the archive may be a moment behind. */
function followHistory(cluster, alerts) {
  const leaders = cluster.tiers.map(leaderNow);
  const told = alerts.map((each) => alertKey(each) + each.state);
  const state = [cluster.name, ...leaders, ...told].join();
  const old = performance.now() - day.fetchedAt > HISTORY_RENEWED_MS;
  if (state === day.state && !old) return;
  if (cluster.name !== day.cluster) day.events = [];
  day.state = state;
  renewHistory(cluster);
  setTimeout(() => {
    const stillShown = currentCluster();
    if (stillShown) renewHistory(stillShown);
  }, 2000);
}

function zoomWindow() {
  const now = clock.now();
  const to = Math.min(zoom.end ?? now, now);
  return {from: to - zoom.hours * HOUR, to, now};
}

function setZoom(hours, end) {
  const now = clock.now();
  zoom.hours = hours;
  zoom.end = end === null || end >= now ? null : Math.max(end, now - (24 - hours) * HOUR);
  redrawTimeline();
}

// ---- drawing ----

/** Places `item` in a lane by percent; the least that is seen is left to the style sheet. */
function place(item, each, view) {
  const inside = (ms) => Math.min(Math.max(ms, view.from), view.to);
  const percent = (ms) => 100 * (inside(ms) - view.from) / (view.to - view.from);
  item.style.left = `min(${percent(each.from)}%, 100% - var(--least))`;  // what begins now, too
  item.style.width = `${percent(each.to) - percent(each.from)}%`;
}

function drawSpans(track, spans, view) {
  reconcile(track, within(spans, view.from, view.to),
            (each) => `${each.kind} ${each.from} ${each.title}`,
            () => element("span"), (item, each) => {
    item.className = each.kind;
    place(item, each, view);
    setText(item, each.text);
    item.title = `${each.title} ${clockTime(each.from)} to ${clockTime(each.to)}`;
  });
}

function makeLane() {
  const lane = element("div", "lane");
  const track = element("div", "track");
  track.setAttribute("aria-hidden", "true");
  lane.append(element("h3"), track, element("p", "words"));
  return lane;
}

function drawLane(item, lane, unseen, view) {
  const leaders = [...new Set(lane.bands.map((band) => band.leader))].sort();
  setText(item.firstChild, TIERS[lane.tier]);
  setText(part(item, "words"), laneWords(lane, view.from, view.to));
  drawSpans(part(item, "track"), [
    ...lane.bands.map((band) => ({...band, kind: `band leader${leaders.indexOf(band.leader) % 4}`,
                                  text: band.leader, title: `${band.leader} led`})),
    ...unseen.map((each) => ({...each, kind: "unseen", text: "", title: "no agent watched"})),
    ...lane.gaps.map((each) => ({...each, kind: "gap", text: "", title: "nobody led"})),
    ...lane.overlaps.map((each) => ({...each, kind: "overlap", text: "", title: "two led"})),
  ], view);
}

function drawAlertLane(spans, unseen, view) {
  const told = spans.filter((each) => !each.pending && SEVERITIES.includes(each.severity));
  const marks = {critical: "✕", warning: "▲", info: "●"};
  const aboutIt = (each) =>
    `${each.severity}: ${each.tier} ${each.alert.replace(/^DruidHa/, "")} ${each.node}`;
  drawSpans(byId("alert-track"), told.map((each) => (
    {...each, kind: `mark ${each.severity}`, text: marks[each.severity], title: aboutIt(each)})),
            view);
  const count = within(told, view.from, view.to).length;
  setText(byId("alert-words"), count === 0 ? "none" : count === 1 ? "1 alert" : `${count} alerts`);
}

const hourAndMinute = (ms) => new Date(ms).toLocaleTimeString(
  [], {hourCycle: "h23", hour: "2-digit", minute: "2-digit"});

/** Full hours of the reader's zone, or every ten minutes of one hour. */
function drawAxis(view) {
  const step = zoom.hours === 1 ? HOUR / 6 : 6 * HOUR;
  const shift = new Date(view.to).getTimezoneOffset() * 60000;
  const ticks = [];
  const first = Math.ceil((view.from - shift) / step) * step + shift;
  for (let at = first; at < view.to; at += step) ticks.push(at);
  reconcile(byId("axis"), ticks, String, () => element("span"), (item, at) => {
    place(item, {from: at, to: at}, view);
    setText(item, hourAndMinute(at));
    item.title = utc(at);
  });
}

function drawZoom(view) {
  const hour = zoom.hours === 1;
  byId("zoom-day").setAttribute("aria-pressed", String(!hour));
  byId("zoom-hour").setAttribute("aria-pressed", String(hour));
  byId("earlier").hidden = byId("later").hidden = !hour;
  byId("later").disabled = zoom.end === null;
  byId("earlier").disabled = view.from <= view.now - 24 * HOUR + 1000;
  const end = zoom.end === null ? "now" : clockTime(view.to);
  setText(byId("span"), `${clockTime(view.from)} to ${end}`);
}

function drawTable() {
  const make = () => {
    const row = element("tr");
    const when = element("th");
    when.scope = "row";
    when.append(timeElement());
    row.append(when, element("td"), element("td"));
    return row;
  };
  const rows = byId("events").open ? day.events.toReversed() : [];
  reconcile(byId("event-rows"), rows,
            (event) => [event.at, event.tier, event.kind, event.text].join(" "), make,
            (row, event) => {
    setTime(row.firstChild.firstChild, event.at, clockTime);
    setText(row.children[1], TIERS[event.tier] || "Agent");
    setText(row.children[2], event.text);
  });
}

function drawTimeline(cluster, alerts) {
  const view = zoomWindow();
  const spans = alertSpans(day.events, alerts, view.now);
  const unseen = unseenSpans(day.events, view.now - 24 * HOUR, view.now);
  const lanes = cluster.tiers.filter((tier) => tier.tier in NOBODY_LEADS)
    .map((tier) => laneOf(tier, day.events, spans, view.now - 24 * HOUR, view.now));
  reconcile(byId("lanes"), lanes, (lane) => lane.tier, makeLane,
            (item, lane) => drawLane(item, lane, unseen, view));
  drawAlertLane(spans, unseen, view);
  drawAxis(view);
  drawZoom(view);
  drawTable();
  const count = day.events.length;
  const events = count === 1 ? "1 event" : `${count} events`;
  setText(byId("events-title"), `As a table: ${events}${day.more ? ", the newest" : ""}`);
  byId("history-error").hidden = !day.error;
  setText(byId("history-error"), `History can't be shown: ${day.error}.`);
}

byId("zoom-day").addEventListener("click", () => setZoom(24, null));
byId("zoom-hour").addEventListener("click", () => setZoom(1, null));
byId("earlier").addEventListener("click", () => setZoom(1, zoomWindow().to - HOUR));
byId("later").addEventListener("click", () => setZoom(1, zoomWindow().to + HOUR));
byId("events").addEventListener("toggle", drawTable);
byId("lanes").addEventListener("click", (event) => {
  const track = event.target.closest(".track");
  if (!track || zoom.hours === 1) return;
  const {left, width} = track.getBoundingClientRect();
  const view = zoomWindow();
  setZoom(1, view.from + (view.to - view.from) * (event.clientX - left) / width + HOUR / 2);
});
