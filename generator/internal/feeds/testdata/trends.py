"""Counts every figure of trends.json again, from the other documents of the API alone.

Usage: trends.py FILE... Each file holds {"incidents": [...], "services": [...], "actions": [...],
"uptime": {...}, "trends": {...}}. It prints where a figure differs, and ends with 1 then. It works by
brute force: it looks at every pair, and adds up every term, in whole numbers and fractions.
"""
import itertools, json, math, sys
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction as F
from zoneinfo import ZoneInfo

DAY, INF = 86400, float("inf")
problems = []


def check(where, got, want):
    if isinstance(want, (float, F)) and not isinstance(want, bool):
        same = got is not None and math.isclose(float(got), float(want), rel_tol=2e-5, abs_tol=2e-6)
        if want in (INF, -INF):
            same = got is None
    else:
        same = got == want
    if not same:
        problems.append(f"{where}: {got!r}, counted {want!r}")


def midnight(zone, y, m=1, d=1):
    """The first instant of a day: the zones used here change their clocks after midnight."""
    return int(datetime(y, m, d, tzinfo=zone).timestamp())


def year_of(zone, y):
    return midnight(zone, y), midnight(zone, y + 1)


class Time:
    """A time as the API writes it: an instant, a day, a month or a year."""

    def __init__(self, text, zone):
        self.timed = "T" in text
        if self.timed:
            self.at = int(datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())
            self.end = self.at + 1
            self.day = datetime.fromtimestamp(self.at, zone).date()
        else:
            parts = [int(x) for x in text.split("-")]
            y, m, d = (parts + [1, 1])[:3]
            self.at, self.day = midnight(zone, y, m, d), date(y, m, d)
            nxt = date(y + 1, 1, 1) if len(parts) == 1 else date(y + m // 12, m % 12 + 1, 1) if len(parts) == 2 else self.day + timedelta(1)
            self.end = midnight(zone, nxt.year, nxt.month, nxt.day)
            if len(parts) < 3:
                self.day = None
        self.year = datetime.fromtimestamp(self.at, zone).year


def opt(text, zone):
    return Time(text, zone) if text else None


def union(spans):
    total, last = 0, -INF
    for a, b in sorted(spans):
        a = max(a, last)
        if b > a:
            total, last = total + b - a, b
    return total


class Data:
    def __init__(self, doc):
        u = doc["uptime"]
        self.zone, self.now = ZoneInfo(u["timezone"]), Time(u["as_of"], timezone.utc).at
        self.today = datetime.fromtimestamp(self.now, self.zone).date()
        self.weights = {k: F(str(v)) for k, v in u["weights"].items()}
        self.services = {s["id"]: s for s in doc["services"]}
        self.reports = [Report(r, self) for r in doc["incidents"]]
        self.reports.reverse()  # oldest first
        self.by_path = {r.path: r for r in self.reports}

    def covers(self, top, s):
        while s is not None:
            if s == top:
                return True
            s = self.services[s]["parent"]
        return False

    def life(self, s):
        v = self.services[s]
        since, until = opt(v["since"], self.zone), opt(v["until"], self.zone)
        return (since.at if since else None), min(self.now, until.end if until else self.now)


class Report:
    def __init__(self, r, data):
        z = data.zone
        self.path, self.raw, self.data = r["path"], r, data
        self.services, self.causes, self.related = r["services"], r["causes"], r["related"]
        self.windows = [dict(w, start=Time(w["start"], z), end=opt(w["end"], z)) for w in r["windows"]]
        self.date = opt(r["date"], z)
        self.start = self.windows[0]["start"] if self.windows else None
        when = self.start or self.date
        self.year = when.year if when else None

    def span(self, w):
        a = w["start"].at
        if w["ongoing"]:
            return a, max(a, self.data.now), max(a, self.data.now), True
        if w["end"]:
            return a, w["end"].at, w["end"].at, False
        least = a + (w["at_least"] or 0)
        return a, least, max(least, a + (w["at_most"] or 0)), w["at_most"] is None

    def length(self, service):
        ws = [self.span(w) for w in self.windows if service is None or any(self.data.covers(service, s) for s in w["services"])]
        if not ws:
            return 0, INF
        return union((a, b) for a, b, _, _ in ws), INF if any(o for *_, o in ws) else union((a, c) for a, _, c, _ in ws)

    def downtime(self):
        """Seconds by weight: the heaviest window that is certain, and the heaviest that is possible."""
        low, high, cuts, unbounded = [], [], set(), False
        for w in self.windows:
            a, b, c, o = self.span(w)
            if w["level"] == "unknown":
                b, weight = a, self.data.weights["major_outage"]
            else:
                weight = self.data.weights[w["level"]]
            b, c = min(b, self.data.now), min(c, self.data.now)
            if o and not w["ongoing"] and weight > 0 and a < self.data.now:
                unbounded = True
            low.append((a, b, weight)), high.append((a, c, weight))
            cuts |= {a, b, c}
        cuts = sorted(cuts)
        sums = [sum(max([w for a, b, w in side if a <= x < b], default=0) * (y - x) for x, y in zip(cuts, cuts[1:])) for side in (low, high)]
        return float(sums[0]), INF if unbounded else float(sums[1])


# ---- numbers ----

def binomial_p(a, b, ta, tb):
    if a + b == 0:
        return F(1)
    g, n = math.gcd(ta, tb), a + b
    ta, tb = ta // g, tb // g
    w = [math.comb(n, k) * tb**k * ta ** (n - k) for k in range(n + 1)]
    return min(F(1), F(2 * min(sum(w[: b + 1]), sum(w[b:])), sum(w)))


def untied(m, n):
    """ways[u] of m*n pairs: the sums of n ranks, less the least."""
    ways = [[0] * (m * n + 1) for _ in range(n + 1)]
    ways[0][0] = 1
    for rank in range(1, m + n + 1):
        for k in range(min(rank, n), 0, -1):
            by = rank - k
            for u in range(by, m * n + 1):
                ways[k][u] += ways[k - 1][u - by]
    return ways[n]


def rank_p(a, b):
    """By every pair for the sum, and by adding item after item for the distribution."""
    pool = sorted(a + b)
    twice = {v: 2 * pool.index(v) + pool.count(v) + 1 for v in pool}  # doubled mid-ranks
    x, ways = sum(twice[v] for v in b), {(0, 0): 1}
    for v in pool:
        nxt = dict(ways)
        for (k, s), c in ways.items():
            if k < len(b):
                nxt[k + 1, s + twice[v]] = nxt.get((k + 1, s + twice[v]), 0) + c
        ways = nxt
    low = sum(c for (k, s), c in ways.items() if k == len(b) and s <= x)
    high = sum(c for (k, s), c in ways.items() if k == len(b) and s >= x)
    return min(F(1), F(2 * min(low, high), math.comb(len(pool), len(b))))


def holm(ps):
    order, out, last = sorted(range(len(ps)), key=lambda i: ps[i]), [None] * len(ps), F(0)
    for n, i in enumerate(order):
        last = out[i] = max(last, min(F(1), (len(ps) - n) * ps[i]))
    return out


def tail_level(m, n, level):
    ways, total, k, seen = untied(m, n), math.comb(m + n, n), 0, 0
    for u in range(m * n // 2 + 1):
        seen += ways[u]
        if F(seen, total) > level:
            break
        k += 1
    return k


def ratio(x, y):
    return INF if y == 0 or x == INF else 0.0 if y == INF else x / y


# ---- the parts ----

class View:
    def __init__(self, data, got, service=None):
        self.data, self.got, self.service = data, got, service
        self.name = service or "archive"
        self.reports = [r for r in data.reports if service is None or any(data.covers(service, s) for s in r.services)]
        self.years = self.list_years()
        self.all = [r for r in self.reports if r.windows and r.start.at < data.now and r.year in self.years]

    def check(self, what, got, want):
        check(f"{self.name}: {what}", got, want)

    def list_years(self):
        d, have = self.data, set()
        for r in d.reports:
            if r.year is None:
                continue
            have.add(r.year)
            for w in r.windows:
                a, b, _, _ = r.span(w)
                have |= set(range(datetime.fromtimestamp(a, d.zone).year, datetime.fromtimestamp(max(a, b - 1), d.zone).year + 1))
        for s in d.services:
            a, b = d.life(s)
            if a is not None and b > a:
                have |= set(range(datetime.fromtimestamp(a, d.zone).year, datetime.fromtimestamp(b - 1, d.zone).year + 1))
        out = []
        for y in sorted(have):
            if out and y - out[-1] <= 6:
                out += range(out[-1] + 1, y)
            out.append(y)
        out = [y for y in out if year_of(d.zone, y)[0] < d.now]
        if self.service:
            mine = [r.year for r in self.reports if r.year is not None]
            a, b = d.life(self.service)
            if a is None:
                a = year_of(d.zone, min(mine))[0]
            self.tracked = a, b
            out = [y for y in out if max(a, year_of(d.zone, y)[0]) < min(b, year_of(d.zone, y)[1]) or min(mine) <= y <= max(mine)]
        else:
            self.tracked = -INF, d.now
        return out

    def closed(self, y):
        return year_of(self.data.zone, y)[1] + 60 * DAY <= self.data.now

    def run(self):
        g = self.got
        self.check("incidents", g["incidents"], len(self.all))
        self.check("unstarted", g["unstarted"], sum(not r.windows for r in self.reports))
        self.check("years", [y["year"] for y in g["years"]], self.years)
        for y in g["years"]:
            self.year(y)
        for m in g["terms"]:
            key = m["taxonomy"]
            self.matrix(m, lambda r: [r.raw["organization"]] if key == "organizations" and r.raw["organization"] else [] if key == "organizations" else r.raw[key], True)
        self.matrix(g["detected_by"], lambda r: [r.raw["detected_by"]] if r.raw["detected_by"] else [], False)
        self.starts(g["starts"])
        self.actions(g["actions"])
        self.returned(g["returned"])

    def year(self, y):
        n, where = y["year"], f"{y['year']} "
        mine = [r for r in self.all if r.year == n]
        a, b = year_of(self.data.zone, n)
        self.check(where + "closed", y["closed"], self.closed(n))
        self.check(where + "seconds", y["seconds"], max(0, min(b, self.tracked[1]) - max(a, self.tracked[0])))
        self.check(where + "incidents", y["incidents"], len(mine))
        names = self.got["severities"]
        self.check(where + "severities", y["severities"], [sum((r.raw["severity"] or "not recorded") == s for r in mine) for s in names])
        upto = lambda k, mean: sum(math.exp(-mean) * mean**i / math.factorial(i) for i in range(k + 1))
        c = len(mine)
        check(f"{self.name}: {where}high", upto(c, y["interval"]["high"]), 0.025) if abs(upto(c, y["interval"]["high"]) - 0.025) > 1e-5 else None
        if c:
            low = 1 - upto(c - 1, y["interval"]["low"])
            check(f"{self.name}: {where}low", low, 0.025) if abs(low - 0.025) > 1e-5 else None
        self.distribution(where + "lengths", y["lengths"], [r.length(self.service) for r in mine], len(mine))
        for key, raw in (("detect", "detected"), ("acknowledge", "acknowledged"), ("mitigate", "mitigated"), ("resolve", "resolved")):
            took = []
            for r in mine:
                t = opt(r.raw[raw], self.data.zone)
                if t and t.timed and r.start.timed:
                    took.append((t.at - r.start.at,) * 2)
            self.distribution(where + key, y[key], took, len(mine))

    def distribution(self, where, d, values, of):
        n = len(values)
        self.check(where + " n", (d["n"], d["of"], d["bounded"]), (n, of, sum(a != b for a, b in values)))
        percents = [] if n < 5 else [50] if n < 10 else [10, 25, 50, 75, 90]
        want = []
        for p in percents:
            rank = next(k for k in range(1, n + 1) if k * 100 >= p * n)
            least, most = sorted(a for a, _ in values)[rank - 1], sorted(b for _, b in values)[rank - 1]
            want.append((p, least, None if most == INF else most))
        self.check(where + " quantiles", [(q["percent"], q["seconds"]["min"], q["seconds"]["max"]) for q in d["quantiles"]], want)

    def matrix(self, m, terms, weighed):
        where = m["taxonomy"] + " "
        rows = {}
        for r in self.all:
            for t in set(terms(r)):
                rows.setdefault(t, []).append(r)
        self.check(where + "recorded", m["recorded"], sum(bool(terms(r)) for r in self.all))

        def figures(name, rs):
            low, high = (sum(x) for x in zip(*(r.downtime() for r in rs)))
            return name, [sum(r.year == y for r in rs) for y in self.years], len(rs), round(low, 3), None if high == INF else round(high, 3)

        def given(row):
            return row["name"], row["counts"], row["total"], row["downtime"]["min"], row["downtime"]["max"]

        order = sorted((figures(t, rs) for t, rs in rows.items()), key=lambda f: (-f[3] if weighed else 0, -f[2], f[0]))
        top = order if len(order) <= 11 else order[:10]
        self.check(where + "rows", [given(r) for r in m["rows"]], top)
        self.check(where + "more", m["more"], len(order) - len(top))
        if len(order) > len(top):
            rest = {f[0] for f in order[10:]}
            self.check(where + "rest", given(m["rest"]), figures(None, [r for r in self.all if rest & set(terms(r))]))

    def starts(self, s):
        hours = [[0] * 24 for _ in range(7)]
        closed = []
        for r in self.all:
            if r.start.timed:
                t = datetime.fromtimestamp(r.start.at, self.data.zone)
                hours[t.weekday()][t.hour] += 1
                if self.closed(r.year):
                    closed.append(t)
        self.check("hours", s["hours"], hours)
        self.check("starts", (s["n"], s["of"]), (sum(map(sum, hours)), len(self.all)))
        if self.service or len(closed) < 20:
            self.check("weekend", (s["weekend"], s["office"]), (None, None))
            return
        free = lambda t: t.weekday() >= 5
        work = lambda t: t.weekday() < 5 and 8 <= t.hour < 18
        total, part = 0, [0, 0]
        for y in filter(self.closed, self.years):
            a, b = year_of(self.data.zone, y)
            for x in range(a, b, 900):  # clocks change at quarters of an hour here
                t = datetime.fromtimestamp(x, self.data.zone)
                total, part = total + 900, [part[0] + 900 * free(t), part[1] + 900 * work(t)]
        ps = []
        for share, test, seconds in ((s["weekend"], free, part[0]), (s["office"], work, part[1])):
            n = sum(map(test, closed))
            self.check("share", (share["in"], share["of"], share["seconds"], share["all"]), (n, len(closed), seconds, total))
            ps.append(binomial_p(len(closed) - n, n, total - seconds, seconds))
            self.check("share p", share["p"], ps[-1])
        for share, p in zip((s["weekend"], s["office"]), holm(ps)):
            self.check("share adjusted", share["adjusted"], p)
            side = F(share["in"], share["of"]) - F(share["seconds"], share["all"])
            self.check("share word", share["word"], "cannot tell" if p > F(1, 100) else "more" if side > 0 else "fewer")

    def actions(self, g):
        z, years, waits, undated = self.data.zone, {}, [], 0
        for r in self.reports:
            for a in r.raw["actions"]:
                opened = opt(a["opened"], z) or r.date
                row = years.setdefault(opened.year if opened else 0, dict.fromkeys(("opened", "done", "dropped", "open", "overdue", "unknown"), 0))
                kind = {"done": "done", "closed": "done", "cancelled": "dropped", "canceled": "dropped", "wontfix": "dropped", "unknown": "unknown"}.get(a["status"], "open")
                row["opened"] += 1
                row[kind] += 1
                row["overdue"] += kind == "open" and a["due"] is not None and self.overdue(a["due"])
                closed = self.data.today if kind == "open" else opt(a["closed"], z).day if a["closed"] else None
                if kind == "unknown" or not opened or not opened.day or not closed or closed < opened.day:
                    undated += 1
                else:
                    waits.append(((closed - opened.day).days, kind))
        self.check("actions", [dict(y, year=y["year"] or 0) for y in g["years"]], [dict(row, year=y) for y, row in sorted(years.items())])
        self.check("waits", (g["n"], g["undated"]), (len(waits), undated))
        if len(waits) < 5:
            self.check("survival", g["survival"], [])
            return
        left, done, dropped, steps, median, variance = F(1), F(0), F(0), [], None, 0.0
        for t in sorted({d for d, k in waits if k != "open"}):
            risk = sum(d >= t for d, _ in waits)
            x, y = (sum((d, k) == (t, kind) for d, k in waits) for kind in ("done", "dropped"))
            done, dropped, left = done + left * x / risk, dropped + left * y / risk, left * (risk - x - y) / risk
            low = high = None
            if left:
                variance += (x + y) / (risk * (risk - x - y))
                half = 1.959963984540054 * math.sqrt(variance) / abs(math.log(left))
                low, high = float(left) ** math.exp(half), float(left) ** math.exp(-half)
            if median is None and left <= F(1, 2):
                median = t
            steps.append((t, risk, left, low, high, done, dropped))
        self.check("survival days", [(s["days"], s["at_risk"]) for s in g["survival"]], [s[:2] for s in steps])
        for s, w in zip(g["survival"], steps):
            for key, want in zip(("open", "low", "high", "done", "dropped"), w[2:]):
                self.check(f"survival {w[0]} {key}", s[key], want)
        self.check("median", g["median"], median)
        self.check("last", g["last"], max(d for d, _ in waits if sum(e >= d for e, _ in waits) >= 3))

    def overdue(self, due):
        d = date.fromisoformat(due) + timedelta(1)
        return midnight(self.data.zone, d.year, d.month, d.day) <= self.data.now

    def returned(self, g):
        dated = [r for r in self.all if r.start.day]
        mine = {r.path: {s for s in r.services if self.service is None or self.data.covers(self.service, s)} for r in dated}
        n, came, fixed, expected = len(dated), 0, 0, F(0)
        alike = [sum(o is not r and bool(set(o.causes) & set(r.causes)) for o in dated) for r in dated]
        chains, paths = {}, {r.path for r in dated}
        for r in dated:
            for key in itertools.product(dict.fromkeys(r.causes), mine[r.path]):
                chains.setdefault(key, []).append(r)
            before = [o for o in dated if o.start.at < r.start.at]
            shares = [o for o in before if mine[o.path] & mine[r.path]]
            again = any(set(o.causes) & set(r.causes) for o in shares)
            linked = [o for o in before if o.path in r.related]
            came += again or bool(linked)
            if linked and not again:
                chains[None, r.path] = [max(linked, key=lambda o: (o.start.at, dated.index(o))), r]
            if linked:
                fixed += 1
                continue
            for d in alike:  # the list that it is dealt, and no list like it before
                none = F(1)
                for i in range(len(shares)):
                    none *= F(max(0, n - 1 - d - i), n - 1 - i)
                expected += (1 - none) / n
        self.check("came back", (g["dated"], g["came"]), (n, came))
        self.check("chance", g["chance"], fixed + expected)
        want = {}
        for key, rs in chains.items():
            if len(rs) < 2:
                continue
            acts = [(opt(a["closed"], self.data.zone).day, k, m, a["title"]) for k, r in enumerate(rs) for m, a in enumerate(r.raw["actions"])
                    if a["kind"] == "prevent" and a["status"] in ("done", "closed") and a["closed"] and key[0] is not None]
            days, after, chance, act = [r.start.day for r in rs], 0, None, None
            if acts:
                on = min(acts)[0]
                act = (on.isoformat(), min(acts)[3])
                after = sum(d > on for d in days)
                of_service = sum(r.start.day > on for r in dated if key[1] in mine[r.path])
                chance = of_service * (sum(key[0] in r.causes for r in dated) - 1) / (n - 1)
            want[key if key[0] else (None, None, rs[1].path)] = ([r.path for r in rs], [(b - a).days for a, b in zip(days, days[1:])], (self.data.today - days[-1]).days, act, after, chance)
        self.check("chains", len(g["chains"]) + g["more"], len(want))
        rank = []
        for c in g["chains"]:
            w = want[(c["cause"], c["service"]) if c["cause"] else (None, None, c["incidents"][1])]
            self.check("chain", (c["incidents"], c["gaps"], c["away"], (c["closed"], c["action"]) if c["action"] else None, c["after"]), w[:5])
            if w[5] is not None:
                self.check("chain chance", c["chance"], w[5])
            rank.append((c["after"] == 0, -len(c["incidents"]), c["away"]))
        self.check("order of chains", rank, sorted(rank))


class Comparisons:
    """All comparisons of the archive and its services."""

    def __init__(self, data, views):
        self.data, self.views = data, views
        self.tracked = {}
        for s in data.services:
            a, b = data.life(s)
            if a is None:
                mine = [r.year for r in data.reports if r.year is not None and any(data.covers(s, x) for x in r.services)]
                if not mine:
                    continue
                a = year_of(data.zone, min(mine) + 1)[0]
            self.tracked[s] = a, b
        known = [r.year for r in data.reports if r.year is not None]
        if any(not r.services for r in data.reports) and known:
            self.tracked[None] = year_of(data.zone, min(known) + 1)[0], data.now

    def alike(self, first, last):
        a, b = year_of(self.data.zone, first)[0], year_of(self.data.zone, last)[1]
        return {s for s, (x, y) in self.tracked.items() if x <= a and b <= y}

    def run_of(self, view):
        years = [y for y in view.years if view.closed(y)]
        out = years[-1:]
        for y in reversed(years[:-1]):
            if y != out[0] - 1:
                break
            out.insert(0, y)
        return out

    def run(self):
        top, lines = self.views[0], []
        years = self.run_of(top)
        for a, b in zip(years, years[1:]):
            if self.alike(a, b):
                lines.append((False, [a], [b]))
        whole = [y for y in years if self.alike(y, years[-1])]
        if len(whole) >= 4:
            lines.append((True, whole[: len(whole) // 2], whole[len(whole) // 2:]))
        family = []
        for halves, a, b in lines:
            ok = self.alike(a[0], b[-1])
            family.append((top, halves, a, b, (-INF, INF), lambda r, ok=ok: bool(set(r.services or [None]) & ok)))
        self.family(F(3, 100), [(m, *x) for m in ("number", "length") for x in family], [top])
        family = []
        for v in self.views[1:]:
            if v.service not in self.tracked:
                continue
            x, y = self.tracked[v.service]
            years = [n for n in self.run_of(v) if year_of(self.data.zone, n)[0] < y and x < year_of(self.data.zone, n)[1]]
            if len(years) >= 4:
                for m in ("number", "length"):
                    family.append((m, v, True, years[: len(years) // 2], years[len(years) // 2:], (x, y), lambda r, x=x, y=y: x <= r.start.at < y))
        self.family(F(2, 100), family, self.views[1:])

    def bursts(self, view):
        out, seen = set(), []
        for r in view.all:
            for o in seen:
                key = set(o.services) & set(r.services) and set(o.causes) & set(r.causes)
                if (key or o.path in r.related) and r.start.at - o.start.at <= 7 * DAY:
                    out.add(r.path)
            seen.append(r)
        return out

    def family(self, level, lines, views):
        given = {(v.name, c["measure"], c["halves"], c["b"]["to"]): c for v in views for c in v.got["comparisons"]}
        check("comparisons", sorted(given, key=str), sorted(((v.name, m, h, b[-1]) for m, v, h, _, b, _, _ in lines), key=str))
        ps, facts = [], []
        for measure, v, halves, a, b, life, counts in lines:
            c = given.get((v.name, measure, halves, b[-1]))
            if c is None:
                return
            burst, sides, lengths = self.bursts(v), [], []
            for years, side in ((a, c["a"]), (b, c["b"])):
                rs = [r for r in v.all if r.year in years]
                mine = [r for r in rs if counts(r)]
                ls = [r.length(v.service) for r in mine]
                seconds = sum(max(0, min(y, life[1]) - max(x, life[0])) for x, y in (year_of(self.data.zone, n) for n in years))
                got = [side[k] for k in ("from", "to", "n", "left_out", "seconds")]
                v.check(f"{measure} side", got, [years[0], years[-1], len(mine), len(rs) - len(mine), seconds])
                once = len(mine) - sum(r.path in burst for r in mine)
                if measure == "number":
                    v.check("bursts", side["bursts"], len(mine) - once)
                else:
                    v.check("bounded", side["bounded"], sum(x != y for x, y in ls))
                sides.append((len(mine), once, seconds))
                lengths.append(ls)
            p, sign, excludes = self.number(c, *sides) if measure == "number" else self.length(c, *lengths)
            v.check(f"{measure} {b[-1]} p", c["p"], p)
            ps.append(p)
            facts.append((c, v, measure, sign, excludes, sides, lengths))
        said = 0
        for (c, v, measure, sign, excludes, _, _), p in zip(facts, holm(ps)):
            word = "cannot tell"
            if p <= level and excludes:
                word = {("number", 1): "more", ("number", -1): "fewer", ("length", 1): "longer", ("length", -1): "shorter"}[measure, sign]
                said += 1
            v.check(f"{measure} word", (c["word"], c["family"]), (word, len(ps)))
            v.check(f"{measure} adjusted", c["adjusted"], p)
        for c, v, measure, _, _, sides, lengths in facts:
            force = level / max(1, len(ps) - said)
            v.check("level in force", c["in_force"], force)
            if c["word"] == "cannot tell":
                self.needed(c, v, measure, force, sides, lengths)

    def number(self, c, x, y):
        (a, a1, ta), (b, b1, tb) = x, y
        p, p1 = binomial_p(a, b, ta, tb), binomial_p(a1, b1, ta, tb)
        sgn = lambda q: (q > 0) - (q < 0)
        sign, once = sgn(b * ta - a * tb), sgn(b1 * ta - a1 * tb)
        if a + b:
            check("number ratio", c["ratio"], ratio(b * ta, a * tb) if b else None)
            i = c["interval"]
            for limit, k, upward in ((i["low"], b, True), (i["high"], a, False)):
                if limit:  # the share of B at the limit leaves 1/40 beyond what was seen
                    share = limit * tb / ta / (1 + limit * tb / ta)
                    n = a + b
                    tail = sum(math.comb(n, j) * share**j * (1 - share) ** (n - j) for j in (range(b, n + 1) if upward else range(b + 1)))
                    if abs(tail - 0.025) > 2e-5:
                        problems.append(f"limit {limit}: tail {tail}")
        return (max(p, p1) if sign == once else F(1)), sign, p <= F(1, 20)

    def length(self, c, a, b):
        m, n = len(a), len(b)
        strict = any(x != y for x, y in a + b)
        check("strict", c["strict"], strict)
        if not m or not n:
            return F(1), 0, False
        up = sum(y[0] > x[1] for x in a for y in b)
        down = sum(y[1] < x[0] for x in a for y in b)
        ties = sum(x == y for x in a for y in b)
        if strict:
            ways, total = untied(m, n), math.comb(m + n, n)
            tail = lambda u: F(sum(ways[u:]), total)
            p, sign = min(F(1), 2 * min(tail(up), tail(down))), (up > down) - (up < down)
            check("pairs", c["pairs"]["low"], up / (m * n)), check("pairs", c["pairs"]["high"], 1 - down / (m * n))
        else:
            p, sign = rank_p([x for x, _ in a], [y for y, _ in b]), (up > down) - (up < down)
            check("pairs", c["pairs"]["low"], (up + ties / 2) / (m * n))
            rs = sorted(max(y[0], 1) / max(x[0], 1) for x in a for y in b)
            check("length ratio", c["ratio"], math.sqrt(rs[(m * n - 1) // 2] * rs[m * n // 2]))
        low, high = self.ratios(a, b)
        k = tail_level(m, n, F(1, 40))
        if not k:
            check("interval", c["interval"], None)
            return p, sign, False
        check("low", c["interval"]["low"], float(low[k - 1])), check("high", c["interval"]["high"], float(high[-k]))
        return p, sign, low[k - 1] > 1 and sign > 0 or high[-k] < 1 and sign < 0

    def ratios(self, a, b):
        low = sorted(ratio(max(y[0], 1), max(x[1], 1)) for x in a for y in b)
        return low, sorted(ratio(max(y[1], 1), max(x[0], 1)) for x in a for y in b)

    def needed(self, c, v, measure, level, sides, lengths):
        n = c["needed"]
        if measure == "length":
            k = tail_level(*map(len, lengths), level / 2) if all(lengths) else 0
            low, high = self.ratios(*lengths)
            v.check("longer", n["longer"], max(1.0, 1 / low[k - 1]) if k and low[k - 1] > 0 else None)
            v.check("shorter", n["shorter"], min(1.0, 1 / high[-k]) if k and high[-k] < INF else None)
            return
        (a, _, ta), (_, _, tb) = sides
        shows = lambda b: binomial_p(a, b, ta, tb) <= level
        up = next(b for b in itertools.count() if b * ta > a * tb and shows(b))
        down = next((b for b in range(a * tb // ta + 1, -1, -1) if b * ta < a * tb and shows(b)), None)
        v.check("above", (n["above"], n["below"]), (up, down))
        if n["up"] and a <= 6:
            poisson = lambda k, mean: math.exp(-mean) * mean**k / math.factorial(k)
            for r, rising in ((n["up"], True), (n["down"], False)):
                if r:
                    power = sum(poisson(x, a) * poisson(y, a * r * tb / ta) for x in range(30) for y in range(90)
                                if (y * ta > x * tb) == rising and binomial_p(x, y, ta, tb) <= level)
                    if abs(power - 0.8) > 2e-3:
                        problems.append(f"{v.name}: × {r} is found in {power}")


def main():
    figures = 0
    for name in sys.argv[1:]:
        doc = json.load(open(name))
        problems.clear()
        data, t = Data(doc), doc["trends"]
        big = [s for s in data.services if sum(any(data.covers(s, x) for x in r.services) for r in data.reports) >= 8]
        check("services", [s["id"] for s in t["services"]], big)
        views = [View(data, t["archive"])] + [View(data, s, s["id"]) for s in t["services"]]
        for v in views:
            v.run()
        Comparisons(data, views).run()
        figures += json.dumps(t).count(":")
        if problems:
            print(name, *problems[:20], sep="\n  ")
            sys.exit(1)
    print(f"{len(sys.argv) - 1} archives, {figures} values agree")


main()
