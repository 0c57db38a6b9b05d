"""Alerts as a person reads them in a terminal."""
import datetime
import os
import shutil
import sys
import textwrap

_COLOURS = {"critical": "31;1", "warning": "33;1", "info": "36;1", "resolved": "32;1", "pending": "2", "quiet": "2"}
_ORDER = {"critical": 0, "warning": 1, "info": 2}


def coloured(text, kind):
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[{_COLOURS.get(kind, '0')}m{text}\x1b[0m"


def _wrapped(label, text, indent=6):
    width = max(60, min(shutil.get_terminal_size((110, 0)).columns, 130))
    lead = " " * indent + (f"{label}: " if label else "")
    return textwrap.fill(" ".join(str(text).split()), width, initial_indent=lead, subsequent_indent=" " * (indent + 2))


def _seconds_since(moment):
    try:
        then = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
        return max(0, int((datetime.datetime.now(datetime.timezone.utc) - then).total_seconds()))
    except (AttributeError, ValueError):
        return None


def headline(alert):
    where = " ".join(filter(None, [alert.get("tier"), alert.get("node")]))
    kind = alert["state"] if alert["state"] in ("resolved", "pending") else alert["severity"]
    return coloured(f"{alert['state']:<9}{alert['severity']:<9}{alert['alert']}", kind) + (f"  ({where})" if where else "")


def details(alert):
    lines = [_wrapped("", alert.get("description") or alert.get("summary") or "")]
    if cause := alert.get("probable_cause"):
        lines.append(_wrapped("because of", cause))
    for evidence in alert.get("evidence") or []:
        lines.append(_wrapped("evidence", f"{evidence.get('who', '')}: {evidence.get('said', '')}  {evidence.get('at', '')}"))
    return "\n".join(filter(str.strip, lines))


def table(alerts):
    """Everything the agent holds, what wakes people first; the Watchdog, which always fires, is only counted."""
    real = [alert for alert in alerts if alert["alert"] != "DruidHaWatchdog"]
    real.sort(key=lambda alert: (alert["state"] != "firing", _ORDER.get(alert["severity"], 9), alert["alert"]))
    blocks = []
    for alert in real:
        age = _seconds_since(alert.get("since"))
        blocks.append("  " + headline(alert) + (f"  for {age} s" if age is not None else "") + "\n" + details(alert))
    return "\n".join(block.rstrip() for block in blocks) or coloured("  nothing: every invariant that could be checked holds", "quiet")


def alertmanager_line(alert):
    labels, status = alert["labels"], alert.get("status", {})
    where = " ".join(filter(None, [labels.get("tier"), labels.get("node")]))
    inhibited = "  inhibited: its cause is there too" if status.get("inhibitedBy") else ""
    return f"  {labels.get('severity', ''):<9}{labels.get('alertname', '')}" + (f"  ({where})" if where else "") + inhibited
