// What the time line shows, as values: events of /api/v1/history → bands, gaps and overlaps.
// Every time here is in ms since the epoch.

/** What an alert calls it when nobody leads a tier, and when two do. */
const NOBODY_LEADS = {zookeeper: "DruidHaQuorumLost", metadata: "DruidHaNoPrimary",
                      coordinator: "DruidHaNoLeader", overlord: "DruidHaNoLeader"};
const TWO_LEAD = {zookeeper: "DruidHaMultipleLeaders", metadata: "DruidHaSplitBrain",
                  coordinator: "DruidHaMultipleLeaders", overlord: "DruidHaMultipleLeaders"};

/** Fired and resolved alerts of history, and those that stand now → {alert, from, to, ...}. */
function alertSpans(events, alerts, to) {
  const spans = new Map();
  for (const event of events) {
    if (!event.kind.startsWith("alert_")) continue;
    const from = Date.parse(event.since);
    const end = event.kind === "alert_resolved" ? Date.parse(event.at) : to;
    spans.set([event.tier, event.alert, event.node, from].join(" "),
              {alert: event.alert, tier: event.tier, node: event.node, severity: event.severity,
               from, to: end});
  }
  for (const alert of alerts) {
    const from = Date.parse(alert.since);
    const end = alert.state === "resolved" ? Date.parse(alert.resolved_at) : to;
    spans.set([alert.tier, alert.alert, alert.node, from].join(" "),
              {alert: alert.alert, tier: alert.tier, node: alert.node, severity: alert.severity,
               pending: alert.state === "pending", from, to: end});
  }
  return [...spans.values()].sort((a, b) => a.from - b.from);
}

/** Intervals that touch become one. */
function merged(intervals) {
  const all = [...intervals].sort((a, b) => a.from - b.from);
  const result = [];
  for (const each of all) {
    const last = result.at(-1);
    if (last && each.from <= last.to) last.to = Math.max(last.to, each.to);
    else result.push({...each});
  }
  return result;
}

/** While no agent watched, or before the first one did, nothing is known. */
function unseenSpans(events, from, to) {
  const spans = [];
  let since = null;
  let first = true;
  for (const event of events) {
    if (event.kind === "agent_stopped") since = Date.parse(event.at);
    if (event.kind !== "agent_started") continue;
    if (since !== null) spans.push({from: since, to: Date.parse(event.at)});
    else if (first && event === events[0]) spans.push({from, to: Date.parse(event.at)});
    since = null;
    first = false;
  }
  return spans.filter((each) => each.to > from && each.from < to);
}

function leaderNow(tier) {
  const leading = tier.nodes.filter((node) => node.state === "leading");
  return (leading.find((node) => !node.note.startsWith("false")) || leading[0])?.node ?? null;
}

/** One tier's lane from `from` to `to`; `events` are oldest first. */
function laneOf(tier, events, spans, from, to) {
  const bands = [];
  const gaps = [];
  let start = from;
  let leader = null;
  for (const event of events) {
    if (event.kind !== "leader_change" || event.tier !== tier.tier) continue;
    const began = Date.parse(event.first_proof_of_new);
    const ended = began - event.gap_seconds * 1000;
    if (event.from) bands.push({leader: event.from, from: start, to: ended});
    if (event.gap_seconds > 0) gaps.push({from: ended, to: began});
    start = began;
    leader = event.to;
  }
  const current = leaderNow(tier);
  if (current || leader) bands.push({leader: current || leader, from: start, to});
  const named = (name) => spans.filter((each) => each.tier === tier.tier && each.alert === name);
  gaps.push(...named(NOBODY_LEADS[tier.tier]));
  const overlaps = events
    .filter((event) => event.kind === "overlap" && event.tier === tier.tier)
    .map((event) => ({from: Date.parse(event.from), to: Date.parse(event.until)}));
  overlaps.push(...named(TWO_LEAD[tier.tier]));
  return {tier: tier.tier, bands: bands.filter((band) => band.to > band.from),
          gaps: merged(gaps), overlaps: merged(overlaps), current};
}

const within = (intervals, from, to) =>
  intervals.filter((each) => each.to >= from && each.from <= to);
const total = (intervals, from, to) => intervals.reduce(
  (sum, each) => sum + Math.min(each.to, to) - Math.max(each.from, from), 0);

/** "m2:8081 leads, the 3rd in this time; nobody led for 6.7 s; two led for 14 s". */
function laneWords(lane, from, to) {
  const parts = [lane.current ? `${lane.current} leads` : "nobody is known to lead"];
  const changes = within(lane.bands, from, to).length - 1;
  if (changes > 0) parts.push(changes === 1 ? "1 change" : `${changes} changes`);
  const gaps = within(lane.gaps, from, to);
  if (gaps.length) parts.push(`nobody for ${duration(total(gaps, from, to))}`);
  const overlaps = within(lane.overlaps, from, to);
  if (overlaps.length) parts.push(`two for ${duration(total(overlaps, from, to))}`);
  return parts.join(" · ");
}
