// Time is counted from the agent's own clock, so that a wrong clock here changes no age.

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
