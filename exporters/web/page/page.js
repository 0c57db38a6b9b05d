// The page shows one document, {agent, version, taken, clusters, alerts}: read once from the API,
// then replaced by each message of the event stream. Nothing is computed that the agent knows.

const SEVERITIES = ["critical", "warning", "info"];
const SILENCE_TOLD_MS = 6000;   // three pulses missed: the stream is dead, whatever it says
const STANDSTILL_MS = 30000;    // pulses without a newer snapshot: the agent watches no more

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
  drawTimeline(cluster, alerts);
  followHistory(cluster, alerts);
  followNode();
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
