// A live page: it loads itself again while the log is read, and takes up what was in sight, unfolded and sorted.
// The filters are in its address; the rest is in `sessionStorage`, which pages from files have, too.
(() => {
  const HOLDERS = "[data-advice], [id]";
  const SIGHTS = "[data-advice], [data-row][id], section[id]";
  const STOPS = "a, button, summary, input, select, [tabindex]";
  const KEY = `live ${location.pathname}`;
  const CALM = 1000, CHOOSING = 10000; // milliseconds that a reader is left alone after a key, a click or scrolling
  const LOOK = 250, SLOWEST = 60000;
  const bar = document.getElementById("live"); // the last page has none
  const every = bar ? Number(bar.dataset.every) * 1000 : 0;
  const filterBar = document.getElementById("filters");
  const before = read();
  const isSame = bar !== null && before.stamp === bar.dataset.stamp; // nothing was written since the page was loaded last
  const since = isSame ? before.since : Date.now();
  let isPaused = bar !== null && Boolean(before.isPaused);
  let isHeld = false, touched = 0, timer = 0;

  // ---- what is kept ----

  function read() {
    const [entry] = performance.getEntriesByType("navigation");
    if (entry && entry.type === "navigate") return {}; // opened anew
    try { return JSON.parse(sessionStorage.getItem(KEY)) ?? {}; } catch { return {}; }
  }

  function keep() {
    const focus = document.activeElement;
    const kept = {
      stamp: bar?.dataset.stamp, since, isPaused, y: scrollY, sight: sight(),
      folds: Object.fromEntries(named("details").map(([name, fold]) => [name, fold.open])),
      sorts: [...document.querySelectorAll("th[aria-sort]")].map((header) => [tableOf(header), header.cellIndex, header.ariaSort]),
      focus: named(STOPS).find(([, item]) => item === focus)?.[0], caret: [focus.selectionStart, focus.selectionEnd],
      isOpen: filterBar?.classList.contains("open"), time: timeChip()?.textContent,
    };
    try { sessionStorage.setItem(KEY, JSON.stringify(kept)); } catch { /* the browser keeps nothing */ }
  }

  const tableOf = (header) => header.closest("[id]").id;

  // Everything has a name that is the same on the next page: its own, or its number in the nearest part that has one.
  function named(selector) {
    const numbers = {};
    return [...document.querySelectorAll(selector)].map((item) => {
      const own = ownName(item);
      if (own) return [own, item];
      const holder = ownName(item.parentElement.closest(HOLDERS) ?? document.body);
      numbers[holder] = (numbers[holder] ?? 0) + 1;
      return [`${holder} ${numbers[holder]}`, item];
    });
  }

  function ownName(item) {
    const { advice, code, cause, choose, value } = item.dataset;
    if (advice !== undefined) return `${code} ${cause}`;
    return choose ? `${choose} ${value}` : item.id;
  }

  // The first part in sight, a row rather than its section, and where it is; the top of the page stays the top.
  function sight() {
    const seen = [];
    for (let y = (filterBar?.offsetHeight ?? 0) + 4; scrollY > 0 && y < innerHeight; y += 12) {
      seen.push(document.elementFromPoint(innerWidth / 2, y)?.closest(SIGHTS));
    }
    const first = seen.find((item) => item && item.tagName !== "SECTION") ?? seen.find(Boolean);
    return first ? [ownName(first), first.getBoundingClientRect().top] : null;
  }

  // What the bar of filters says of a filter by time.
  function timeChip() {
    const chips = filterBar?.querySelectorAll(".state button") ?? [];
    return [...chips].find((chip) => chip.textContent.startsWith(filterBar.dataset.nameTime));
  }

  // ---- what is taken up ----

  function takeUp() {
    if (before.folds === undefined) return;
    if (before.isOpen) filterBar?.querySelector(".toggle").click();
    for (const [name, fold] of named("details")) if (name in before.folds) fold.open = before.folds[name];
    for (const [table, column, order] of before.sorts) sort(document.getElementById(table)?.tHead?.rows[0].cells[column], order);
    scrollTo(0, before.y);
    const [name, top] = before.sight ?? [];
    const seen = name && named(SIGHTS).find(([other]) => other === name)?.[1];
    if (seen?.checkVisibility()) scrollBy(0, seen.getBoundingClientRect().top - top);
    takeUpFocus();
    takeUpTime();
  }

  // Bars of the chart grow with the log, and the one that was chosen may be gone: its filter keeps its name.
  function takeUpTime() {
    const raw = timeChip()?.textContent;
    if (!raw || !before.time || raw === before.time) return;
    const rename = () => {
      const chip = timeChip();
      if (chip?.textContent !== raw) return;
      chip.textContent = before.time;
      chip.ariaLabel = chip.ariaLabel.replace(raw, () => before.time);
    };
    rename();
    new MutationObserver(rename).observe(filterBar.querySelector(".state ul"), { childList: true });
  }

  function sort(header, order) {
    for (let click = 0; header && click < 2 && header.ariaSort !== order; click += 1) header.querySelector("button").click();
  }

  function takeUpFocus() {
    const item = before.focus && named(STOPS).find(([name]) => name === before.focus)?.[1];
    if (!item) return;
    item.focus({ preventScroll: true });
    if (item.type === "search") item.setSelectionRange(...before.caret);
  }

  // ---- loading again ----

  const hasSelection = () => getSelection()?.isCollapsed === false;

  // A reader who is choosing, copying or printing something is left alone, and a page that nobody sees waits.
  function isBusy() {
    const patience = document.activeElement?.tagName === "SELECT" ? CHOOSING : CALM;
    return document.hidden || isHeld || hasSelection() || Date.now() - touched < patience;
  }

  function look() {
    if (!isBusy()) return location.reload();
    say(hasSelection() ? "waiting" : "text");
    timer = setTimeout(look, LOOK);
    return undefined;
  }

  function wait() {
    clearTimeout(timer);
    const age = Date.now() - since;
    const isOld = age > 3 * every + CHOOSING; // the program may have been killed: look for it ever more rarely
    say(isPaused ? "paused" : isOld ? "old" : "text");
    if (!isPaused) timer = setTimeout(look, isOld ? Math.max(every, Math.min(age / 4, SLOWEST)) : every);
  }

  function say(what) {
    bar.className = `live ${what}`;
    const text = bar.querySelector("span");
    if (text.textContent !== bar.dataset[what]) text.textContent = bar.dataset[what];
  }

  function addButton() {
    const button = document.createElement("button");
    const name = () => { button.textContent = isPaused ? bar.dataset.goOn : bar.dataset.pause; };
    button.type = "button";
    button.id = "live-pause";
    button.addEventListener("click", () => {
      isPaused = !isPaused;
      name();
      if (isPaused) wait();
      else location.reload();
    });
    name();
    bar.append(" ", button);
  }

  // ---- the beginning ----

  const touch = () => { touched = Date.now(); };
  const hold = (value) => () => { isHeld = value; touch(); };

  history.scrollRestoration = "manual"; // the browser would restore it later, by the height of the last page
  if (bar) addButton();
  takeUp();
  window.addEventListener("pagehide", keep);
  if (!bar) return;
  for (const event of ["keydown", "input", "wheel", "scroll"]) document.addEventListener(event, touch, { passive: true });
  for (const event of ["pointerdown", "compositionstart", "beforeprint"]) window.addEventListener(event, hold(true));
  for (const event of ["pointerup", "pointercancel", "compositionend", "afterprint"]) window.addEventListener(event, hold(false));
  window.addEventListener("pageshow", (event) => { if (event.persisted) wait(); });
  wait();
})();
