// The cards: each tier, how many more of it may fail, and its nodes.

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
  setAddress(part(node, "name"), row.node);
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
