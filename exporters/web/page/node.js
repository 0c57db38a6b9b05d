// A node's detail, in a dialog over the page: each question that it is asked, renewed while it is
// open, and as text for a ticket.

const NODE_RENEWED_MS = 2000;

const nodeShown = {cluster: "", node: "", document: null, fetchedAt: -Infinity};

async function fetchNode() {
  nodeShown.fetchedAt = performance.now();
  const {cluster, node} = nodeShown;
  const path = `api/v1/clusters/${encodeURIComponent(cluster)}/nodes/${encodeURIComponent(node)}`;
  const answer = await fetch(path, {cache: "no-store"});
  const found = await answer.json();
  if (node !== nodeShown.node || !byId("node").open) return;
  nodeShown.document = answer.ok ? found : null;
  drawNodeDetail(answer.ok ? "" : "Nothing is asked of this node now.");
}

function renewNode() {
  if (!byId("node").open) return;
  fetchNode().catch(() => drawNodeDetail("The agent does not answer; this is what it said last."));
}

/** Called with each document of the page. */
function followNode() {
  if (byId("node").open && performance.now() - nodeShown.fetchedAt > NODE_RENEWED_MS) renewNode();
}

function openNode(cluster, node) {
  if (nodeShown.node !== node || nodeShown.cluster !== cluster) nodeShown.document = null;
  Object.assign(nodeShown, {cluster, node});
  setText(byId("node-title"), `${node} of ${cluster}`);
  setText(byId("copied"), "");
  drawNodeDetail("");
  byId("node").showModal();
  renewNode();
}

/** Of a question that was not asked yet, that failed, that was answered. */
const FATES = {null: ["unknown", "unknown", "not asked yet"], false: ["down", "cross", "failed"],
               true: ["serving", "check", "answered"]};

const failuresInWords = (question) => question.failures.length === 0 ? "none"
  : question.failures.map((each) => `${inWords(each.reason)} ${each.times}×`).join(", ");

const stateWord = (question) => FATES[question.ok][2];

function took({took_seconds: s}) {
  if (s === undefined) return "";
  return s < 1 ? `${(s * 1000).toFixed(1)} ms` : `${s.toFixed(2)} s`;
}

function makeQuestion() {
  const row = element("tr");
  const question = element("th");
  question.scope = "row";
  question.append(shape("unknown"), element("span", "asked"), element("span", "for-ears"),
                  element("span", "tier-of"));
  const when = element("td", "when");
  when.append(timeElement());
  row.append(question, element("td", "answer"), when, element("td", "took"),
             element("td", "failures"));
  return row;
}

function drawQuestion(row, each) {
  const [className, mark, word] = FATES[each.ok];
  row.className = className;
  setShape(part(row, "shape"), mark);
  setText(part(row, "asked"), each.question);
  setText(part(row, "for-ears"), `, ${word}`);
  setText(part(row, "tier-of"), TIERS[each.tier] || each.tier);
  const before = each.ok === false && each.last_answer ? ` Before: ${each.last_answer}` : "";
  setText(part(row, "answer"), (each.said || word) + before);
  part(row, "when").hidden = !each.asked_at;
  if (each.asked_at) setTime(part(row, "when").firstChild, each.asked_at, ago);
  setText(part(row, "took"), took(each));
  const failures = part(row, "failures");
  setText(failures, failuresInWords(each));
  failures.title = each.failures.map((one) => `${one.reason}: ${span(one)}`).join("\n");
}

const span = ({first, last}) => `${utc(Date.parse(first))} to ${utc(Date.parse(last))}`;

function drawNodeDetail(trouble) {
  setText(byId("node-trouble"), trouble);
  reconcile(byId("questions"), nodeShown.document?.questions ?? [],
            (each) => `${each.tier} ${each.question}`, makeQuestion, drawQuestion);
}

/** What goes into a ticket: plain lines, times in UTC. */
function nodeText() {
  const {document: found} = nodeShown;
  if (!found) return "";
  const taken = utc(Date.parse(found.taken));
  const lines = [`${found.node} of ${found.cluster}, as ${found.agent} saw it at ${taken}`];
  for (const each of found.questions) {
    const said = each.said ? `: ${each.said}` : "";
    lines.push(`${each.tier} ${each.question}: ${stateWord(each)}${said}`);
    if (each.asked_at) lines.push(`  asked ${utc(Date.parse(each.asked_at))}, took ${took(each)}`);
    if (each.ok === false && each.last_answer_at) {
      lines.push(`  last answer ${utc(Date.parse(each.last_answer_at))}: ${each.last_answer}`);
    }
    for (const one of each.failures) {
      lines.push(`  failed ${one.times}× (${one.reason}), ${span(one)}`);
    }
  }
  return lines.join("\n") + "\n";
}

/** Without TLS a browser has no clipboard for a page; then what is selected is copied. */
async function copyNode() {
  const text = nodeText();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = element("textarea");
    area.value = text;
    byId("node").append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    byId("copy").focus();
  }
  setText(byId("copied"), "Copied.");
}

byId("copy").addEventListener("click", copyNode);
byId("close").addEventListener("click", () => byId("node").close());
