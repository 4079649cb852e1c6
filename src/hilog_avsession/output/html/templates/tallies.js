"use strict";
// Totals, charts and tables count the incidents that are shown. Only where the page holds all incidents: otherwise it
// says that they cover the whole report.
const tallies = (() => {
  const form = document.getElementById("filters");
  const isWhole = form?.dataset.whole !== undefined;
  const before = new Map(); // what the page said without filters
  const measured = [["signals", (row) => Number(row.dataset.signals)], ["sessions", "session"], ["controllers", "controller"]];

  function tally(rows) {
    const found = { rows, incidents: rows.length };
    for (const [name, of] of measured) {
      found[name] = typeof of === "string"
        ? new Set(rows.map((row) => row.dataset[of]).filter((value) => value && value !== "-")).size
        : rows.reduce((sum, row) => sum + of(row), 0);
    }
    return found;
  }

  const valueOf = (row, fields) => fields.split(" ").map((field) => row.dataset[field]).join(" ");

  function grouped(rows, fields) {
    const groups = new Map();
    for (const row of rows) {
      const value = valueOf(row, fields);
      if (!groups.has(value)) groups.set(value, []);
      groups.get(value).push(row);
    }
    return groups;
  }

  const percent = (part, all) => {
    const rounded = all ? Math.round(100 * part / all) : 0;
    return part && !rounded ? "<1%" : `${rounded}%`;
  };

  const counted = (part, all) =>
    form.dataset.count.replace("{shown}", part.toLocaleString("en")).replace("{all}", all.toLocaleString("en"));

  // Change a text or an attribute; null gives back what was there.
  function put(item, attribute, value) {
    const key = attribute || "text";
    const kept = before.get(item) ?? before.set(item, {}).get(item);
    const now = attribute ? item.getAttribute(attribute) : item.textContent;
    kept[key] ??= now;
    const next = value ?? kept[key];
    if (next === now) return;
    if (attribute) item.setAttribute(attribute, next);
    else item.textContent = next;
  }

  // The first or the last time, as the report has it: of one input by the order of its lines, of several by time.
  function timeOf(rows, isLast) {
    const number = (row) => Number(row.id.replace("incident-", ""));
    const isBefore = (row, other) =>
      row.dataset.input !== other.dataset.input && row.dataset.at !== "" && other.dataset.at !== ""
      && Number(row.dataset.at) < Number(other.dataset.at);
    const timed = rows.filter((row) => row.querySelector("td.time").textContent).sort((a, b) => number(a) - number(b));
    let found = timed[0];
    for (const row of timed) if (isLast ? !isBefore(row, found) : isBefore(row, found)) found = row;
    return found?.querySelector("td.time").textContent ?? "";
  }

  function writtenFor(kind, found, item, all) {
    if (kind === "first" || kind === "last") return timeOf(found.rows, kind === "last");
    if (kind === "share") return percent(found.incidents, all.incidents);
    if (kind === "figure") return found.incidents.toLocaleString("en") + item.dataset.figure.replace("{share}", percent(found.incidents, all.incidents));
    if (kind === "of") return counted(found.incidents, Number(item.dataset.all));
    return found[kind].toLocaleString("en");
  }

  function fill(root, rows, all, isActive) {
    const found = isActive ? tally(rows) : null;
    for (const item of root.querySelectorAll("[data-tally]")) {
      if ((item.closest("[data-of]") ?? root) !== root) continue;
      const value = found && writtenFor(item.dataset.tally, found, item, all);
      put(item, "", value);
      if (item.dataset.key === undefined) continue;
      put(item, "data-key", found && String(found[item.dataset.tally] ?? found.incidents)); // a share is sorted by its count
    }
    return found;
  }

  function frequencies(counts, isActive) {
    const most = Math.max(1, ...counts.map(([, found]) => found?.incidents ?? 0));
    for (const [root, found] of counts) {
      const bar = root.querySelector("[data-length]");
      if (bar) put(bar, "width", isActive ? `${100 * found.incidents / most}%` : null);
    }
  }

  function overTime(rows, isActive) {
    for (const bar of document.querySelectorAll("#over-time .bar")) {
      const [begin, end] = bar.dataset.value.split("~").map(Number);
      const inside = rows.filter((row) => row.dataset.at !== "" && Number(row.dataset.at) >= begin && Number(row.dataset.at) < end);
      let y = Number(bar.dataset.height);
      for (const part of bar.querySelectorAll("[data-category]")) {
        const height = inside.filter((row) => row.dataset.category === part.dataset.category).length * Number(bar.dataset.scale);
        y -= height;
        put(part, "y", isActive ? y.toFixed(1) : null);
        put(part, "height", isActive ? height.toFixed(1) : null);
      }
      const said = isActive ? `${bar.dataset.span}${form.dataset.colon}${counted(inside.length, Number(bar.dataset.all))}` : null;
      put(bar.querySelector("title"), "", said);
      put(bar, "aria-label", said);
    }
  }

  function marks(rows, isActive) {
    const ids = new Set(rows.map((row) => row.id));
    for (const mark of document.querySelectorAll("#timeline [data-incidents]")) {
      const isShown = !isActive || mark.dataset.incidents.split(" ").some((id) => ids.has(`incident-${id}`));
      mark.classList.toggle("gone", !isShown);
    }
  }

  function apply(rows, isActive) {
    if (!isWhole) return;
    const all = tally(rows), counts = [], groups = new Map();
    for (const root of document.querySelectorAll("[data-of]")) {
      const fields = root.dataset.of;
      if (!groups.has(fields)) groups.set(fields, grouped(rows, fields));
      const own = groups.get(fields).get(root.dataset.is) ?? [];
      const found = fill(root, own, all, isActive);
      if (root.matches("#frequencies li")) counts.push([root, found]);
    }
    fill(document.querySelector(".glance"), rows, all, isActive);
    frequencies(counts, isActive);
    overTime(rows, isActive);
    marks(rows, isActive);
  }

  return { apply };
})();
