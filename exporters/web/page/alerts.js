// What is wrong, causes above their consequences, and the evidence of each.

const EVIDENCE_OPEN = 6;

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
  setText(part(item, "title"), title);
  setText(part(item, "phase"), alert.in_maintenance ? "⏸ in maintenance: not sent" : PHASES[alert.state]);
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
