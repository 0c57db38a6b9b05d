// What could not be checked. First what a person can change, with its remedy; then one line per
// reason, however many invariants it keeps unknown.

const REASONS_SHOWN = 5;

/** Questions that are refused for one reason, to several nodes maybe, with one remedy. */
function drawRefused(cluster) {
  const groups = new Map();
  for (const each of cluster.refused_questions) {
    const key = [each.question, each.reason, each.said, each.remedy].join(" ");
    if (!groups.has(key)) groups.set(key, {...each, nodes: []});
    groups.get(key).nodes.push(each.node);
  }
  const make = () => {
    const item = element("li", "hatched");
    item.append(element("b", "asked-of"), " ", element("span", "said"), element("p", "remedy"));
    return item;
  };
  reconcile(byId("refused"), [...groups], ([key]) => key, make, (item, [, group]) => {
    setText(part(item, "asked-of"), `${group.nodes.join(", ")}: ${group.question}`);
    const said = group.said ? `: ${group.said}` : "";
    setText(part(item, "said"), `(${inWords(group.reason)}${said})`);
    setText(part(item, "remedy"), group.remedy);
  });
  return groups.size;
}

function drawUnchecked(cluster) {
  const reasons = new Map();
  for (const each of cluster.invariants) {
    if (each.state !== "unknown") continue;
    const reason = each.text || "No evidence yet.";
    if (!reasons.has(reason)) reasons.set(reason, []);
    reasons.get(reason).push(`${each.name} of ${each.node || TIERS[each.tier] || each.tier}`);
  }
  const refused = drawRefused(cluster);
  byId("unchecked").hidden = reasons.size + refused === 0;
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
