// The cards: each tier, how many more of it may fail, and its nodes, which open their detail.

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

function roomOf(headroom) {
  if (headroom === null) return ["?", "not known how many may fail"];
  if (headroom < 0) return ["Stopped", "serving"];
  return headroom === 0 ? ["None", "may fail"] : [String(headroom), "more may fail"];
}

/** Nothing fails with the last Router: such a tier has no headroom, not an unknown one. */
const hasRoom = (cluster, tier) => tier.tier in cluster.headroom;

/**
 * Where the next failure hurts first; of tiers that all bear as much, none stands out. The one
 * address of a balancer may well be a moving one, and says nothing about that.
 */
function isLeast(cluster, tier) {
  const known = (each) => hasRoom(cluster, each) && each.headroom !== null &&
    each.tier !== "balancer";
  const rooms = cluster.tiers.filter(known).map((each) => each.headroom);
  return known(tier) && tier.headroom === Math.min(...rooms) &&
    tier.headroom < Math.max(...rooms);
}

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
  const least = isLeast(cluster, tier);
  card.className = `tier ${tierClass(cluster, tier, worst)}${least ? " least" : ""}`;
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
  setText(card.querySelector(".room span"), least ? `${words}, fewer than elsewhere` : words);
  reconcile(part(card, "nodes"), tier.nodes, (node) => node.node, () => makeNode(cluster), drawNode);
}

function makeNode(cluster) {
  const item = element("li");
  const node = element("button", "node");
  node.type = "button";
  node.setAttribute("aria-haspopup", "dialog");
  const text = element("span");
  const what = element("span", "what");
  what.append(element("span", "word"), element("span", "note"));
  text.append(element("span", "name"), what);
  node.append(shape("unknown"), text);
  node.addEventListener("click", () => openNode(cluster.name, item.dataset.key));
  item.append(node);
  return item;
}

function drawNode(item, row) {
  const node = item.firstChild;
  const [className, mark, word] = STATES[row.state] || STATES.unknown;
  const untrue = row.note.startsWith("false");
  node.className = `node ${className}${untrue ? " false" : ""}`;
  setShape(part(node, "shape"), row.in_maintenance ? "paused" : mark);
  setAddress(part(node, "name"), row.node);
  setText(part(node, "word"), row.in_maintenance ? `in maintenance, ${word}` : word);
  setText(part(node, "note"), row.note && !(row.state === "leading" && row.note === "leader")
    ? `, ${row.note}` : "");
}
