"use strict";

// The page shows one document, {agent, version, taken, clusters, alerts}: read once from the API,
// then replaced by each message of the event stream. Nothing is computed that the agent knows.

const TIERS = {
  zookeeper: "ZooKeeper", metadata: "Metadata store", master: "Masters",
  coordinator: "Coordinator", overlord: "Overlord", broker: "Broker",
  balancer: "Balancer", router: "Router", cluster: "Cluster", agent: "Agent",
};

/** state of the API → class, shape and word; whatever is not known is hatched. */
const STATES = {
  up: ["serving", "serving", "serving"],
  leading: ["leading", "leading", "leading"],
  degraded: ["degraded", "degraded", "degraded"],
  down: ["down", "down", "down"],
  rejected: ["rejects", "rejects", "rejects"],
  silent: ["unknown", "unknown", "silent"],
  not_allowed: ["unknown", "unknown", "may not be asked"],
  unknown: ["unknown", "unknown", "unknown"],
};

const SEVERITY_SHAPES = {critical: "cross", warning: "warning", info: "info"};
const SEVERITIES = ["critical", "warning", "info"];

const SILENCE_TOLD_MS = 6000;   // three pulses missed: the stream is dead, whatever it says
const STANDSTILL_MS = 30000;    // pulses without a newer snapshot: the agent watches no more

const REASONS_SHOWN = 5;
const EVIDENCE_OPEN = 6;

const byId = (id) => document.getElementById(id);

// ---- time: counted from the agent's own clock, so that a wrong clock here changes no age ----

const clock = {
  taken: 0,        // ms since the epoch, the agent's
  heardAt: 0,      // performance.now() of the last event
  movedAt: 0,      // performance.now() of the last event with a newer `taken`
  now() { return this.taken + (performance.now() - this.movedAt); },
  hear(takenText) {
    const taken = Date.parse(takenText);
    this.heardAt = performance.now();
    if (taken !== this.taken) {
      this.taken = taken;
      this.movedAt = this.heardAt;
    }
  },
};

function duration(ms) {
  const s = Math.max(0, ms) / 1000;
  if (s < 10) return `${s.toFixed(1)} s`;
  if (s < 60) return `${Math.floor(s)} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return s < 600 ? `${min} min ${Math.floor(s % 60)} s` : `${min} min`;
  const h = Math.floor(min / 60);
  return h < 48 ? `${h} h ${min % 60} min` : `${Math.floor(h / 24)} days`;
}

const sameDay = (a, b) => a.toDateString() === b.toDateString();

function clockTime(ms) {
  const at = new Date(ms);
  const time = at.toLocaleTimeString([], {hourCycle: "h23", hour: "2-digit", minute: "2-digit",
                                          second: "2-digit"});
  if (sameDay(at, new Date(clock.now()))) return time;
  return `${at.toLocaleDateString([], {day: "numeric", month: "short"})} ${time}`;
}

const utc = (ms) => new Date(ms).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");

/** Each text that ages, refreshed twice a second: element → () => text. */
const ageing = new Map();

function refreshAges() {
  for (const [element, text] of ageing) {
    if (!element.isConnected) ageing.delete(element);
    else setText(element, text());
  }
}

// ---- building blocks ----

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function shape(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  setShape(svg, name);
  return svg;
}

function setShape(svg, name) {
  const href = `#shape-${name}`;
  if (svg.firstChild.getAttribute("href") !== href) svg.firstChild.setAttribute("href", href);
}

function timeElement() {
  const made = element("time");
  made.tabIndex = 0;
  return made;
}

function setTime(time, at, text) {
  const ms = Date.parse(at);
  time.dateTime = at;
  time.dataset.utc = utc(ms);
  ageing.set(time, () => text(ms));
  setText(time, text(ms));
}

const ago = (ms) => `${duration(clock.now() - ms)} ago`;

/** Children of `parent` become `items`, in their order; what stays keeps focus and openness. */
function reconcile(parent, items, keyOf, make, update) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = old.get(key);
    if (child) {
      old.delete(key);
    } else {
      child = make();
      child.dataset.key = key;
    }
    if (child === place) place = place.nextSibling;
    else parent.insertBefore(child, place);
    update(child, item);
  }
  for (const left of old.values()) left.remove();
}

const part = (parent, name) => parent.querySelector(`:scope .${name}`);

// ---- which cluster is shown ----

let shown = null;      // the newest document
let chosen = null;     // name of the cluster that a person chose

function clusterRank(cluster) {
  return cluster.stands === false ? 0 : cluster.stands === null ? 1 : 2;
}

/** The one that was asked for; else the one that is worst off. */
function currentCluster() {
  const {clusters} = shown;
  return clusters.find((each) => each.name === chosen) ||
    [...clusters].sort((a, b) => clusterRank(a) - clusterRank(b))[0];
}

function chooseByHash() {
  chosen = decodeURIComponent(location.hash.slice(1)) || null;
  if (shown && shown.clusters.some((each) => each.name === chosen)) draw();
}

const CLUSTER_MARKS = [["cross", "does not stand", "var(--bad)"],
                       ["unknown", "not known", "var(--quiet)"],
                       ["check", "stands", "var(--good)"]];

function drawClusters(current) {
  const make = () => {
    const item = element("li");
    const link = element("a");
    link.append(shape("check"), element("span", "name"), element("span", "for-ears"));
    item.append(link);
    return item;
  };
  reconcile(byId("clusters"), shown.clusters, (each) => each.name, make, (item, each) => {
    const link = item.firstChild;
    const [mark, word, colour] = CLUSTER_MARKS[clusterRank(each)];
    link.href = `#${encodeURIComponent(each.name)}`;
    setShape(link.firstChild, mark);
    link.firstChild.style.color = colour;
    setText(part(link, "name"), each.name);
    setText(part(link, "for-ears"), `, ${word}`);
    if (each === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

// ---- the verdict ----

function drawVerdict(cluster) {
  const sentence = cluster.sentence || `Nothing is known of ${cluster.name} yet.`;
  const [, first, rest] = sentence.match(/^(.*?[.!?])\s+(.*)$/s) || [null, sentence, ""];
  setText(byId("sentence"), first);
  setText(byId("rest"), rest);
  byId("verdict").className = cluster.stands === false ? "fallen" : "";
  document.title = `${cluster.stands === false ? "✕ " : ""}${first} · druidwatch`;
  drawIcon(cluster.stands);
}

function drawIcon(stands) {
  const [colour, mark] = stands === false ? ["%23c11f2b", "M10 10l12 12m0-12l-12 12"] :
    stands === null ? ["%23777", "M12 12a4 4 0 1 1 4 5v3"] :
    ["%2317713a", "M9 17l5 5 9-12"];
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>" +
    `<circle cx='16' cy='16' r='16' fill='${colour}'/>` +
    `<path d='${mark}' fill='none' stroke='white' stroke-width='4' stroke-linecap='round'/></svg>`;
  const href = `data:image/svg+xml,${svg}`;
  if (byId("icon").getAttribute("href") !== href) byId("icon").setAttribute("href", href);
}

/** Says a change aloud once; durations alone are no change. */
function announce(cluster, alerts) {
  const firing = alerts.filter((each) => each.state === "firing").map(alertKey).sort().join();
  const state = `${cluster.name} ${cluster.stands} ${firing}`;
  if (announce.last === state) return;
  announce.last = state;
  setText(byId("announcer"), cluster.sentence);
}

// ---- tiers ----

function roomOf(headroom) {
  if (headroom === null) return ["?", "not known how many may fail"];
  if (headroom < 0) return ["Stopped", "serving"];
  return headroom === 0 ? ["None", "may fail"] : [String(headroom), "more may fail"];
}

/** Nothing fails with the last Router: such a tier has no headroom, not an unknown one. */
const hasRoom = (cluster, tier) => tier.tier in cluster.headroom;

function tierClass(cluster, tier, worst) {
  if ((worst && worst.severity === "critical") || (tier.headroom ?? 0) < 0) return "broken";
  const unsure = tier.nodes.some((node) => STATES[node.state][0] === "unknown");
  if (hasRoom(cluster, tier) ? tier.headroom === null : unsure) return "unsure";
  return worst || tier.headroom === 0 ? "tight" : "fine";
}

function makeTier() {
  const card = element("section", "tier");
  card.append(element("h3"), element("p", "trouble"), element("p", "room"), element("ul", "nodes"));
  part(card, "trouble").append(shape("cross"), element("span"));
  part(card, "room").append(element("b"), " ", element("span"));
  return card;
}

function drawTier(card, cluster, tier, alerts) {
  const worst = alerts.find((each) => each.tier === tier.tier && each.state === "firing" &&
                                      each.severity !== "info");
  card.className = `tier ${tierClass(cluster, tier, worst)}`;
  card.setAttribute("aria-label", TIERS[tier.tier] || tier.tier);
  setText(card.querySelector("h3"), TIERS[tier.tier] || tier.tier);

  const trouble = part(card, "trouble");
  trouble.hidden = !worst;
  if (worst) {
    trouble.className = `trouble ${worst.severity}`;
    trouble.firstChild.style.color = "var(--state)";
    setShape(trouble.firstChild, SEVERITY_SHAPES[worst.severity]);
    setText(trouble.lastChild, worst.summary.replace(/\.$/, ""));
  }
  part(card, "room").hidden = !hasRoom(cluster, tier);
  const [count, words] = roomOf(tier.headroom);
  setText(card.querySelector(".room b"), count);
  setText(card.querySelector(".room span"), words);
  reconcile(part(card, "nodes"), tier.nodes, (node) => node.node, makeNode, drawNode);
}

function makeNode() {
  const item = element("li");
  const node = element("details", "node");
  const summary = element("summary");
  const text = element("span");
  const what = element("span", "what");
  what.append(element("span", "word"), element("span", "note"));
  text.append(element("span", "name"), what);
  summary.append(shape("unknown"), text);
  const facts = element("dl");
  facts.append(element("dt", "", "It said"), element("dd", "said"),
               element("dt", "", "Last answer"), element("dd", "answered"));
  node.append(summary, facts);
  item.append(node);
  return item;
}

function drawNode(item, row) {
  const node = item.firstChild;
  const [className, mark, word] = STATES[row.state] || STATES.unknown;
  const untrue = row.note.startsWith("false");
  node.className = `node ${className}${untrue ? " false" : ""}`;
  setShape(part(node, "shape"), mark);
  setText(part(node, "name"), row.node);
  setText(part(node, "word"), word);
  setText(part(node, "note"), row.note && !(row.state === "leading" && row.note === "leader")
    ? `, ${row.note}` : "");
  setText(part(node, "said"), row.said || "nothing yet");
  const answered = part(node, "answered");
  if (!row.last_answer_at) {
    setText(answered, "never");
  } else {
    if (!answered.firstElementChild) answered.replaceChildren(timeElement());
    setTime(answered.firstElementChild, row.last_answer_at,
            (ms) => `${ago(ms)}, at ${clockTime(ms)}`);
  }
}

// ---- what is wrong ----

const alertKey = (alert) => [alert.druid_cluster, alert.tier, alert.alert, alert.node].join(" ");
const causeName = (alert) => `${alert.tier} ${alert.alert.replace(/^DruidHa/, "")}`;

/** Each alert under the one that it names as its cause, where that one is shown too. */
function asTrees(alerts) {
  const trees = new Map(alerts.map((alert) => [alert, {alert, consequences: []}]));
  const causeOf = (alert) => alerts.find((other) => other !== alert && alert.probable_cause &&
                                                    causeName(other) === alert.probable_cause);
  const leadsBack = (alert) => {
    const seen = new Set();
    for (let at = alert; at; at = causeOf(at)) {
      if (seen.has(at)) return true;
      seen.add(at);
    }
    return false;
  };
  const roots = [];
  for (const tree of trees.values()) {
    const cause = leadsBack(tree.alert) ? undefined : causeOf(tree.alert);
    (cause ? trees.get(cause).consequences : roots).push(tree);
  }
  return roots;
}

function makeAlert() {
  const item = element("li", "alert");
  const head = element("div", "head");
  const title = element("h3");
  title.append(shape("cross"), element("span", "severity"), element("span", "title"));
  const since = element("span", "since");
  since.append("since ", timeElement());
  const links = element("span", "links");
  links.append(element("a", "runbook", "runbook"), element("a", "silence", "silence"));
  head.append(title, element("span", "phase"), since, links);
  const proof = element("details", "proof");
  const table = element("table", "evidence");
  table.append(element("tbody"));
  proof.append(element("summary"), table);
  item.append(head, element("p", "description"), element("p", "cause"), proof,
              element("ul", "consequences"));
  return item;
}

function setLink(link, href, about) {
  link.hidden = !href;
  if (!href) return;
  link.href = href;
  link.setAttribute("aria-label", `${link.textContent} of ${about}`);
}

/** What is broken, and where: its node, or the tier that the summary does not name. */
function titleOf(alert) {
  const summary = alert.summary.replace(/\.$/, "");
  const tier = TIERS[alert.tier] || alert.tier;
  const where = alert.node || (summary.toLowerCase().includes(tier.toLowerCase()) ? "" : tier);
  return where ? `${summary}: ${where}` : summary;
}

const PHASES = {pending: "pending: fires if it lasts", firing: "", resolved: "resolved"};

function drawAlert(item, tree, isConsequence) {
  const {alert} = tree;
  item.className = `alert ${alert.severity} ${alert.state}`;
  const title = titleOf(alert);
  setShape(part(item, "shape"), SEVERITY_SHAPES[alert.severity] || "info");
  setText(part(item, "severity"), alert.severity);
  setText(part(item, "title"), titleOf(alert));
  setText(part(item, "phase"), PHASES[alert.state]);
  setTime(item.querySelector(".since time"), alert.since, (ms) => alert.state === "resolved"
    ? `${clockTime(ms)}, for ${duration(Date.parse(alert.resolved_at) - ms)}`
    : `${clockTime(ms)} (${duration(clock.now() - ms)})`);
  setLink(part(item, "runbook"), alert.runbook_url, title);
  setLink(part(item, "silence"), alert.silence_url, title);
  setText(part(item, "description"), alert.description);
  const cause = part(item, "cause");
  cause.hidden = isConsequence || !alert.probable_cause;
  setText(cause, `Probable cause: ${alert.probable_cause}`);
  const proof = part(item, "proof");
  if (!proof.dataset.drawn) proof.open = !isConsequence && alert.evidence.length <= EVIDENCE_OPEN;  // from then on as a person leaves it
  proof.dataset.drawn = "yes";
  proof.hidden = alert.evidence.length === 0;
  setText(proof.firstChild, `Evidence: ${witnesses(alert.evidence)}`);
  drawEvidence(proof.querySelector("tbody"), alert.evidence);
  drawAlerts(item.querySelector(":scope > .consequences"), tree.consequences, true);
}

const witnesses = (evidence) => [...new Set(evidence.map((each) => each.who))].join(", ");

function drawEvidence(body, evidence) {
  const make = () => {
    const row = element("tr");
    const who = element("th");
    who.scope = "row";
    const when = element("td");
    when.append(timeElement());
    row.append(who, element("td"), when);
    return row;
  };
  reconcile(body, evidence.map((each, index) => ({...each, index})),
            (each) => String(each.index), make, (row, each) => {
    setText(row.children[0], each.who);
    setText(row.children[1], each.said);
    setTime(row.children[2].firstChild, each.at, ago);
  });
}

function drawAlerts(list, trees, isConsequence = false) {
  reconcile(list, trees, (tree) => alertKey(tree.alert), makeAlert,
            (item, tree) => drawAlert(item, tree, isConsequence));
}

function drawWrong(cluster, alerts) {
  const wrong = alerts.filter((each) => each.state !== "resolved");
  const over = alerts.filter((each) => each.state === "resolved");
  drawAlerts(byId("alerts"), asTrees(wrong));
  drawAlerts(byId("resolved-alerts"), over.map((alert) => ({alert, consequences: []})));
  byId("resolved").hidden = over.length === 0;
  setText(byId("resolved-title"), `Lately resolved (${over.length})`);

  const held = cluster.invariants.filter((each) => each.state === "holds").length;
  const unknown = cluster.invariants.filter((each) => each.state === "unknown").length;
  byId("nothing").hidden = wrong.length > 0;
  setText(byId("nothing"), unknown === 0
    ? `Nothing. All ${held} invariants were checked and hold.`
    : `Nothing that is known: ${held} invariants hold, ${unknown} could not be checked.`);
}

// ---- what could not be checked: one line per reason, however many invariants it keeps unknown ----

function drawUnchecked(cluster) {
  const reasons = new Map();
  for (const each of cluster.invariants) {
    if (each.state !== "unknown") continue;
    const reason = each.text || "No evidence yet.";
    if (!reasons.has(reason)) reasons.set(reason, []);
    reasons.get(reason).push(`${each.name} of ${each.node || TIERS[each.tier] || each.tier}`);
  }
  byId("unchecked").hidden = reasons.size === 0;
  const lines = [...reasons];
  drawReasons(byId("unknowns"), lines.slice(0, REASONS_SHOWN));
  drawReasons(byId("more-unknowns"), lines.slice(REASONS_SHOWN));
  byId("more").hidden = lines.length <= REASONS_SHOWN;
  setText(byId("more-title"), `${lines.length - REASONS_SHOWN} more reasons`);
}

function drawReasons(list, lines) {
  const make = () => {
    const item = element("li", "hatched");
    item.append(element("span", "reason"), " ", element("span", "asked"));
    return item;
  };
  reconcile(list, lines, ([reason]) => reason, make, (item, [reason, names]) => {
    setText(part(item, "reason"), reason);
    setText(part(item, "asked"), names.length > 4
      ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", "));
    item.title = names.join(", ");
  });
}

// ---- the whole ----

function severityRank(alert) {
  const phase = {firing: 0, pending: 1, resolved: 2}[alert.state];
  return phase * 10 + SEVERITIES.indexOf(alert.severity);
}

/** Of this cluster and of the agent itself; an alert without a severity only proves life. */
function alertsOf(cluster) {
  return shown.alerts
    .filter((each) => each.druid_cluster === cluster.name || each.druid_cluster === "")
    .filter((each) => SEVERITIES.includes(each.severity))
    .sort((a, b) => severityRank(a) - severityRank(b));
}

function draw() {
  setText(byId("agent"), `agent ${shown.agent}, druidwatch ${shown.version}`);
  const cluster = currentCluster();
  drawClusters(cluster);
  if (!cluster) {
    setText(byId("sentence"), "No cluster is configured.");
    return;
  }
  const alerts = alertsOf(cluster);
  drawVerdict(cluster);
  reconcile(byId("tiers"), cluster.tiers, (tier) => tier.tier, makeTier,
            (card, tier) => drawTier(card, cluster, tier, alerts));
  drawWrong(cluster, alerts);
  drawUnchecked(cluster);
  arrange(alerts);
  announce(cluster, alerts);
}

const narrow = matchMedia("(max-width: 40rem)");

/** On a phone what is wrong comes before the tiers: nobody should scroll for it. */
function arrange(alerts) {
  const urgent = narrow.matches && alerts.some((each) => each.state !== "resolved");
  const [first, second] = urgent ? ["wrong", "tiers-section"] : ["tiers-section", "wrong"];
  if (byId(first).nextElementSibling !== byId(second)) byId(second).before(byId(first));
}

function show(doc) {
  shown = doc;
  clock.hear(doc.taken);
  document.body.classList.remove("waiting");
  draw();
  drawLiveness();
}

// ---- whether what is shown is still true ----

let streamOpen = false;

function whyStale() {
  const now = performance.now();
  if (!clock.heardAt) return "";
  if (!streamOpen) return "The connection to the agent is lost.";
  if (now - clock.heardAt > SILENCE_TOLD_MS) return "The agent says nothing any more.";
  if (now - clock.movedAt > STANDSTILL_MS) return "The agent answers, and has stopped watching.";
  return "";
}

function drawLiveness() {
  const why = whyStale();
  const stale = byId("stale");
  document.body.classList.toggle("stale", why !== "");
  stale.hidden = why === "";
  if (why) {
    const since = clock.taken;
    setText(stale, `Stale since ${clockTime(since)}. ${why} What you see may no longer be true.`);
    setText(byId("live"), `stale, ${duration(clock.now() - since)} old`);
  } else if (clock.heardAt) {
    setText(byId("live"), `live, ${duration(performance.now() - clock.heardAt)} ago`);
  }
}

function listen() {
  const stream = new EventSource("api/v1/events");
  stream.onopen = () => { streamOpen = true; };
  stream.onmessage = (event) => { streamOpen = true; show(JSON.parse(event.data)); };
  stream.addEventListener("pulse", (event) => { clock.hear(JSON.parse(event.data).taken); });
  stream.onerror = () => {
    streamOpen = false;
    drawLiveness();
    // A stream that ended is taken up again by the browser; one that was refused is not.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  };
}

async function firstPaint() {
  const [clusters, alerts] = await Promise.all(["api/v1/clusters", "api/v1/alerts"].map(
    async (path) => {
      const answer = await fetch(path, {cache: "no-store"});
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.json();
    }));
  if (!shown) show({...clusters, alerts: alerts.alerts});
}

// ---- colours: the system's wish, unless a person has another here ----

const THEMES = {"": ["Auto", "by the system"], light: ["Light", "light"], dark: ["Dark", "dark"]};

function setTheme(theme) {
  const [label, words] = THEMES[theme];
  document.documentElement.dataset.theme = theme;
  setText(byId("theme"), label);
  byId("theme").setAttribute("aria-label", `Colours: ${words}`);
}

function nextTheme() {
  const names = Object.keys(THEMES);
  const theme = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
  localStorage.setItem("theme", theme);
  setTheme(theme);
}

const kept = localStorage.getItem("theme") || "";
setTheme(kept in THEMES ? kept : "");
byId("theme").addEventListener("click", nextTheme);
window.addEventListener("hashchange", chooseByHash);
narrow.addEventListener("change", () => { if (shown) draw(); });
chooseByHash();
streamOpen = true;  // until the stream says otherwise, the first answer is as good
firstPaint().catch(() => setText(byId("sentence"), "The agent has watched nothing yet."));
listen();
setInterval(() => { refreshAges(); drawLiveness(); }, 500);
