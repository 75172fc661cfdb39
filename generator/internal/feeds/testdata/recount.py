"""Counts every figure of uptime.json again, from incidents.json and services.json alone.

Standard input has an archive on each line: {"incidents": …, "services": …, "uptime": …}, each as it
is published. What differs is printed, a line for each figure; then how many figures were counted.

The counting is the plainest there is. Time is cut wherever anything begins or ends, and each piece is
asked which windows cover it. Local times are found by looking at the clock.
"""
import json
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import cache
from zoneinfo import ZoneInfo

DAY, QUARTER_HOUR = 86400, 900
LEVELS = ["maintenance", "degraded_performance", "partial_outage", "major_outage"]
KEYS = {"major": "major_outage", "partial": "partial_outage", "degraded": "degraded_performance", "maintenance": "maintenance"}
EPOCH = datetime(1970, 1, 1)


def local(day):
    """The seconds of a date, as if its clock ran on UTC."""
    return int((day - EPOCH).total_seconds())


@cache
def shown(t, zone):
    """What the clock of a zone shows at an instant, in the same seconds."""
    return local(datetime.fromtimestamp(t, ZoneInfo(zone)).replace(tzinfo=None))


@cache
def at(clock, zone, last=False):
    """The first instant at which the clock shows a time, or the last; the moment at which it skips it."""
    before, after = (t - shown(t, zone) for t in (clock - 2 * DAY, clock + 2 * DAY))
    if before == after:
        return clock + before
    walk = range(clock - 26 * 3600, clock + 26 * 3600, QUARTER_HOUR)
    exact = [t for t in walk if shown(t, zone) == clock]
    if exact:
        return exact[-1 if last else 0]
    return next(t for t in walk if shown(t, zone) >= clock)


def midnight(y, m, d, zone):
    """The first instant of a day; months and days may be out of their range."""
    y, m = y + (m - 1) // 12, (m - 1) % 12 + 1
    clock = local(datetime(y, m, 1)) + (d - 1) * DAY
    first = at(clock, zone)
    # Midnight may be skipped: then it is the first instant at which the clock shows more.
    return first


def instant(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def span(text, day_zone, zone):
    """The interval in which a time of the data was, however coarse it is, and whether it has a time of day."""
    if "T" in text:
        return instant(text), instant(text) + 1, True
    part = [int(p) for p in text.split("-")]
    if len(part) == 3:
        return midnight(*part, day_zone), midnight(part[0], part[1], part[2] + 1, day_zone), False
    if len(part) == 2:
        return midnight(part[0], part[1], 1, zone), midnight(part[0], part[1] + 1, 1, zone), False
    return midnight(part[0], 1, 1, zone), midnight(part[0] + 1, 1, 1, zone), False


def year_of(t, zone):
    y = datetime.fromtimestamp(shown(t, zone), timezone.utc).year
    while midnight(y, 1, 1, zone) > t:
        y -= 1
    while midnight(y + 1, 1, 1, zone) <= t:
        y += 1
    return y


def clip(sets, low, high):
    return [(max(a, low), min(b, high)) for a, b in sets if max(a, low) < min(b, high)]


def merged(parts):
    out = []
    for a, b in sorted(p for p in parts if p[0] < p[1]):
        if out and a <= out[-1][1]:
            out[-1] = (out[-1][0], max(b, out[-1][1]))
        else:
            out.append((a, b))
    return out


class Window:
    def __init__(self, incident, w, archive):
        day_zone = incident["timezone"] or archive.zone
        self.path = incident["path"]
        self.start = span(w["start"], day_zone, archive.zone)[0]
        self.level = w["level"]
        self.open = None
        least = most = self.start
        if w["ongoing"]:
            least = most = archive.as_of
        elif w["end"]:
            least = most = instant(w["end"])
        else:
            least = self.start + (w["at_least"] or 0)
            most = max(least, self.start + (w["at_most"] or 0))
            if w["at_most"] is None:
                first = last = archive.as_of
                if incident["date"]:
                    first, last, timed = span(incident["date"], day_zone, archive.zone)
                    most = max(least, first if timed else last)
                else:
                    most = max(least, last)
                self.open = (self.start, max(self.start + 1, least, last))
        self.touch = (self.start, max(least, self.start + 1))
        self.low, self.high = (self.start, least), (self.start, most)
        if self.level == "unknown":
            self.low, self.level = (self.start, self.start), "major_outage"


class Archive:
    def __init__(self, data):
        self.uptime = data["uptime"]
        self.zone = self.uptime["timezone"]
        self.as_of = instant(self.uptime["as_of"])
        self.weights = {k: int(Decimal(str(v)) * 1000) for k, v in self.uptime["weights"].items()}
        self.services = {s["id"]: s for s in data["services"]["services"]}
        self.windows = {id: [] for id in self.services}
        self.marks = {id: [] for id in self.services}  # (path, from, to) that make an incident count
        for incident in data["incidents"]["incidents"]:
            reached = set()
            for w in incident["windows"]:
                window = Window(incident, w, self)
                if window.start >= self.as_of:
                    continue
                for id in self.above(w["services"]):
                    reached.add(id)
                    self.windows[id].append(window)
                    self.marks[id].append((window.path, *window.touch))
            day_zone = incident["timezone"] or self.zone
            when = incident["windows"][0]["start"] if incident["windows"] else incident["date"]
            if when:
                first = span(when, day_zone, self.zone)[0]
                for id in self.above(incident["services"]) - reached:
                    self.marks[id].append((incident["path"], first, first + 1))

    def above(self, ids):
        found = set()
        for id in ids:
            while id in self.services and id not in found:
                found.add(id)
                id = self.services[id]["parent"]
        return found

    def tracked(self, id):
        s = self.services[id]
        end = self.as_of
        if s["until"]:
            end = min(end, span(s["until"], self.zone, self.zone)[1])
        if s["since"]:
            life = [(span(s["since"], self.zone, self.zone)[0], end)]
        else:
            years = set()
            for w in self.windows[id]:
                years.update(range(year_of(w.touch[0], self.zone), year_of(min(w.touch[1], self.as_of) - 1, self.zone) + 1))
            life = [(midnight(y, 1, 1, self.zone), min(end, midnight(y + 1, 1, 1, self.zone))) for y in years]
        life = merged(life)
        hours = s["measured"]
        if not hours:
            return life
        parts = []
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        for a, b in life:
            day = EPOCH + timedelta(days=a // DAY - 3)
            while local(day) < b + 3 * DAY:
                if names[day.weekday()] in hours["days"]:
                    first = at(local(day) + hours["from"], hours["timezone"])
                    last = at(local(day) + hours["to"], hours["timezone"], last=True)
                    parts += clip([(first, last)], a, b)
                day += timedelta(days=1)
        return merged(parts)

    def count(self, id, tracked, start, end):
        """All figures of a service from one instant to another; None where nothing was tracked."""
        tracked = clip(tracked, start, end)
        if not tracked:
            return None
        windows = [w for w in self.windows[id] if w.start < end]
        cuts = {t for part in tracked for t in part}
        for w in windows:
            cuts.update(t for side in (w.low, w.high) for t in side if start < t < end)
        cuts = sorted(cuts)
        got = {k: [0, 0] for k in [*KEYS, "impacted", "down", "weighted"]}
        seconds, inside = 0, 0
        for a, b in zip(cuts, cuts[1:]):
            while inside < len(tracked) and tracked[inside][1] <= a:
                inside += 1
            if inside == len(tracked) or tracked[inside][0] > a:
                continue
            seconds += b - a
            certain = {w.level for w in windows if w.low[0] <= a < w.low[1]}
            possible = {w.level for w in windows if w.high[0] <= a < w.high[1]} | certain
            rank = lambda levels: max((LEVELS.index(l) for l in levels), default=-1)
            for key, level in KEYS.items():
                n = LEVELS.index(level)
                if rank(certain) == n and rank(possible) == n:
                    got[key][0] += b - a
                if level in possible and rank(certain) <= n:
                    got[key][1] += b - a
            for side, levels in enumerate((certain, possible)):
                if rank(levels) >= 1:
                    got["impacted"][side] += b - a
                if rank(levels) >= 2:
                    got["down"][side] += b - a
                got["weighted"][side] += (b - a) * max((self.weights[l] for l in levels), default=0)
        for w in windows:
            if w.open and clip(tracked, *w.open):
                n = LEVELS.index(w.level)
                for key in KEYS:
                    if KEYS[key] == w.level:
                        got[key][1] = None
                if n >= 1:
                    got["impacted"][1] = None
                if n >= 2:
                    got["down"][1] = None
                if self.weights[w.level] > 0:
                    got["weighted"][1] = None
        got["seconds"] = seconds
        got["incidents"] = len({path for path, a, b in self.marks[id] if clip(tracked, a, b)})
        got["from"], got["to"] = tracked[0][0], tracked[-1][1]
        return got


def percent(total, lost):
    """Both sides of an uptime, in thousandths of a per cent."""
    low, high = lost
    left = lambda n: max(Fraction(0), 1 - Fraction(n, total)) * 100000
    if low == high:
        return int(left(low)), int(left(low))
    top = left(low)
    ceiled = -int(-top) if top.denominator == 1 else int(top) + 1
    if ceiled == 100000 and low > 0:
        ceiled = "below"
    return None if high is None else int(left(high)), ceiled


def thousandths(n):
    return None if n is None else Decimal(n) / 1000


def side(n):
    return Decimal("99.999999999") if n == "below" else thousandths(n)


class Check:
    def __init__(self, name, archive):
        self.name, self.archive, self.figures = name, archive, 0

    def same(self, where, key, got, want):
        self.figures += 1
        if got != want:
            print(f"{self.name}: {where}: {key} is {got}, counted {want}")

    def stats(self, where, r, want):
        self.same(where, "seconds", r["seconds"], want["seconds"])
        self.same(where, "incidents", r["incidents"], want["incidents"])
        self.same(where, "from", instant(r["from"]), want["from"])
        self.same(where, "to", instant(r["to"]), want["to"])
        for key in [*KEYS, "impacted"]:
            self.same(where, key, [r[key]["min"], r[key]["max"]], want[key])
        self.same(where, "weighted", [r["weighted"]["min"], r["weighted"]["max"]], [thousandths(n) for n in want["weighted"]])
        for key, total, lost in (("uptime", want["seconds"] * 1000, want["weighted"]), ("strict", want["seconds"], want["down"])):
            self.same(where, key, [r[key]["min"], r[key]["max"]], [side(n) for n in percent(total, lost)])

    def service(self, where, id, tracked, r, start, end, cycle):
        a, s = self.archive, self.archive.services[id]
        want = a.count(id, tracked, start, end)
        self.stats(where, r, want)
        budgets = []
        for n, t in enumerate(s["targets"]):
            first = span(t["from"], a.zone, a.zone)[0] if t["from"] else start
            last = span(s["targets"][n + 1]["from"], a.zone, a.zone)[0] if n + 1 < len(s["targets"]) else end
            part = a.count(id, tracked, max(first, start), min(last, end)) if max(first, start) < min(last, end) else None
            if part:
                total = (100 - Fraction(t["target"])) / 100 * part["seconds"]
                spent = [None if d is None else d // 1000 for d in part["weighted"]]
                budgets.append((part["from"], part["to"], part["seconds"], t["target"], int(total), spent))
        got = [(instant(b["from"]), instant(b["to"]), b["seconds"], b["slo"], b["total"], [b["spent"]["min"], b["spent"]["max"]]) for b in r["budgets"]]
        self.same(where, "budgets", got, budgets)
        one = budgets[0] if len(budgets) == 1 else None
        self.same(where, "slo", r["slo"], one and one[3])
        self.same(where, "budget", r["budget"] and [r["budget"]["total"], r["budget"]["spent"]["min"], r["budget"]["spent"]["max"]], one and [one[4], *one[5]])
        credits = []
        if s["sla"] and s["sla"]["period"] == cycle:
            low, high = want["weighted"]
            steps = [(0, None)] + [(c["credit"], c["below"]) for c in s["sla"]["credits"]]
            owed = lambda down: [n for n, (_, below) in enumerate(steps) if below is None or 1 - Fraction(down, want["seconds"] * 1000) < Fraction(below) / 100][-1]
            last = len(steps) - 1 if high is None else owed(high)
            credits = [steps[n] for n in range(owed(low), last + 1)]
        self.same(where, "credits", [(c["credit"], c["below"]) for c in r["credits"]], credits)
        for c in r["credits"]:  # the seconds that part them are the last for which the step is not owed
            if c["below"] is not None:
                parted = lambda d: 1 - Fraction(d) / want["seconds"] < Fraction(c["below"]) / 100
                self.same(where, "over", [parted(c["over"]), parted(c["over"] + Decimal("0.001"))], [False, True])

    def everything(self):
        a, u = self.archive, self.archive.uptime
        tracked = {id: a.tracked(id) for id in a.services}
        within = lambda start, end: [id for id in a.services if clip(tracked[id], start, end)]
        first = None
        for y in u["years"]:
            start, end = midnight(y["year"], 1, 1, a.zone), midnight(y["year"] + 1, 1, 1, a.zone)
            first = start if first is None else first
            self.same(y["year"], "services", [s["id"] for s in y["services"]], within(start, end))
            for s in y["services"]:
                where = f"{y['year']} {s['id']}"
                self.service(where, s["id"], tracked[s["id"]], s, start, end, "year")
                months = [(m, midnight(y["year"], m, 1, a.zone), midnight(y["year"], m + 1, 1, a.zone)) for m in range(1, 13)]
                self.same(where, "months", [m["month"] for m in s["months"]], [m for m, b, e in months if clip(tracked[s["id"]], b, e)])
                for m in s["months"]:
                    _, b, e = months[m["month"] - 1]
                    self.stats(f"{where} month {m['month']}", m, a.count(s["id"], tracked[s["id"]], b, e))
        last = {}
        for p in u["periods"] + u["rolling"]:
            name, cycle, start, end = p["period"], p["cycle"], instant(p["starts"]), instant(p["ends"])
            if cycle == "rolling":
                self.same(name, "bounds", (start, end), (a.as_of - int(name[:-1]) * DAY, a.as_of))
            elif cycle in ("month", "quarter"):
                y, part = name.split("/")
                months = 1 if cycle == "month" else 3
                m = int(part) if cycle == "month" else int(part[1]) * 3 - 2
                self.same(name, "bounds", (start, end), (midnight(int(y), m, 1, a.zone), midnight(int(y), m + months, 1, a.zone)))
            else:
                d = datetime.fromtimestamp(shown(start, a.zone), timezone.utc)
                y = d.year + (0 if cycle == "fiscal" and (d.month, d.day) == (1, 1) else 1)
                months = 12 if cycle == "fiscal" else 3
                self.same(name, "bounds", (start, end), (midnight(d.year, d.month, d.day, a.zone), midnight(d.year, d.month + months, d.day, a.zone)))
                if cycle == "fiscal":
                    self.same(name, "name", name, f"FY{y}")
            if cycle != "rolling" and cycle in last and any(clip(t, last[cycle], start) for t in tracked.values()):
                print(f"{self.name}: {name}: a period before it is missing")
            last[cycle] = end
            self.same(name, "services", [s["id"] for s in p["services"]], within(start, end))
            for s in p["services"]:
                self.service(f"{name} {s['id']}", s["id"], tracked[s["id"]], s, start, end, cycle)


total = 0
for number, line in enumerate(sys.stdin):
    data = json.loads(line, parse_float=Decimal)
    check = Check(f"archive {number}", Archive(data))
    check.everything()
    total += check.figures
print(f"{total} figures")
