// The filters. What is chosen is in one place, `chosen`, and in the page's address:
// `#incident-12&app=com.example.app&code=6600107`. Without the script the page says the same, unfiltered.
const filters = (() => {
  const FIELDS = ["app", "session", "code", "cause", "category", "input", "sure", "time", "text"];
  const form = document.getElementById("filters");
  const texts = new WeakMap();
  let chosen = {};
  let writing = 0;

  // ---- the state and the address ----

  function fromAddress() {
    const parts = location.hash.slice(1).split("&");
    const place = parts[0].includes("=") ? "" : parts.shift();
    const found = {};
    for (const [field, value] of new URLSearchParams(parts.join("&"))) if (FIELDS.includes(field) && value) found[field] = value;
    return { place: decoded(place), found };
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  function write(place) {
    clearTimeout(writing);
    const fields = new URLSearchParams(Object.entries(chosen)).toString();
    const address = [encodeURIComponent(place), fields].filter(Boolean).join("&");
    if (`#${address}` !== location.hash && (address || location.hash)) history.replaceState(null, "", `#${address}`);
  }

  function choose(next, place = "") {
    chosen = Object.fromEntries(FIELDS.filter((field) => next[field]).map((field) => [field, next[field]]));
    clearTimeout(writing);
    writing = setTimeout(() => write(place), 150); // browsers limit how often an address changes
    apply();
  }

  const change = (field, value) => choose({ ...chosen, [field]: value });
  const toggle = (field, value) => change(field, chosen[field] === value ? "" : value);
  const isActive = () => Object.keys(chosen).length > 0;

  // ---- what fits ----

  function textOf(item) {
    if (!texts.has(item)) texts.set(item, withoutButtons(item).textContent.toLowerCase());
    return texts.get(item);
  }

  function withoutButtons(item) {
    if (!item.querySelector("button")) return item;
    const copy = item.cloneNode(true);
    copy.querySelectorAll("button").forEach((button) => button.remove());
    return copy;
  }

  function fitsTime(at, span) {
    const [begin, end] = span.split("~").map(Number);
    return at !== "" && Number(at) >= begin && Number(at) < end;
  }

  function fitsField(item, field, value) {
    if (field === "text") return value.toLowerCase().split(/\s+/).filter(Boolean).every((word) => textOf(item).includes(word));
    if (field === "time") return item.dataset.at !== undefined && fitsTime(item.dataset.at, value);
    if (field === "sure") return item.dataset.sure !== undefined && item.dataset.sure.split(" ").includes(value);
    if (field === "app" && item.dataset.apps !== undefined) return JSON.parse(item.dataset.apps).includes(value);
    return item.dataset[field] === value;
  }

  const fits = (item, except) =>
    Object.entries(chosen).every(([field, value]) => field === except || fitsField(item, field, value));

  // A recommendation, a session or a code is shown if one of its incidents fits, or if what it says itself does:
  // a large report does not show all its incidents.
  function apply() {
    if (!form) return;
    const rows = [...document.querySelectorAll("#incidents-rows > [data-row]")];
    const causes = new Set(), sessions = new Set(), codes = new Set();
    let shown = 0;
    for (const row of rows) {
      const { code, cause, session } = row.dataset;
      if (fits(row, "code")) codes.add(code);
      row.hidden = !fits(row);
      if (row.hidden) continue;
      shown += 1;
      causes.add(`${code} ${cause}`);
      sessions.add(session);
    }
    hideUnless("[data-advice]", (card) => causes.has(`${card.dataset.code} ${card.dataset.cause}`) || fits(card));
    hideUnless("#sessions-rows > [data-row]", (row) => sessions.has(row.dataset.session) || fits(row));
    hideUnless("#codes-rows [data-row]", (row) => codes.has(row.dataset.code) || fits(row, "code"));
    for (const rest of document.querySelectorAll(".rest")) {
      rest.hidden = !rest.querySelector("[data-advice]:not([hidden])");
      if (isActive()) rest.open = true;
    }
    const cards = [...document.querySelectorAll("[data-advice]:not([hidden])")];
    if (isActive() && cards.length && !cards.some((card) => card.open)) cards[0].open = true;
    for (const nothing of document.querySelectorAll(".nothing")) {
      nothing.hidden = nothing.closest("section").querySelector("[data-row]:not([hidden]), [data-advice]:not([hidden])") !== null;
    }
    tallies.apply(rows.filter((row) => !row.hidden), isActive());
    show(shown, rows.length);
  }

  function hideUnless(selector, isShown) {
    for (const item of document.querySelectorAll(selector)) item.hidden = isActive() && !isShown(item);
  }

  // ---- the bar ----

  function show(shown, all) {
    describe(shown, all);
    measure();
  }

  function describe(shown, all) {
    document.body.classList.toggle("filtered", isActive());
    form.querySelector("output").textContent =
      form.dataset.count.replace("{shown}", shown.toLocaleString()).replace("{all}", all.toLocaleString());
    form.querySelector("[type=reset]").hidden = !isActive();
    form.querySelector(".state").hidden = !isActive();
    form.querySelector(".state ul").replaceChildren(...Object.entries(chosen).map(([field, value]) => chip(field, value)));
    for (const control of form.querySelectorAll("[data-field]")) {
      const value = chosen[control.dataset.field] ?? "";
      if (control.value !== value && control !== document.activeElement || control.tagName === "SELECT") control.value = value;
    }
    for (const item of document.querySelectorAll("[data-choose]")) {
      item.setAttribute("aria-pressed", String(chosen[item.dataset.choose] === item.dataset.value));
    }
  }

  function chip(field, value) {
    const name = form.dataset[`name${field[0].toUpperCase()}${field.slice(1)}`] + form.dataset.colon + nameOf(field, value);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.setAttribute("aria-label", form.dataset.remove.replace("{what}", () => name));
    button.addEventListener("click", () => { change(field, ""); form.querySelector(".toggle").focus(); });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  function nameOf(field, value) {
    const control = form.querySelector(`select[data-field=${field}]`);
    const option = control && [...control.options].find((choice) => choice.value === value);
    if (option) return option.textContent;
    const same = (item) => (item.dataset[field] ?? item.dataset.value) === value;
    const kind = field === "cause" ? "[data-advice]" : `[data-choose=${field}]`;
    const item = [...document.querySelectorAll(kind)].find(same);
    if (field === "cause") return item?.querySelector(".cause")?.textContent ?? value;
    return field === "time" ? item?.dataset.span ?? value : value;
  }

  // ---- what chooses ----

  const moves = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

  // Bars are one stop of the Tab key; the arrow keys go from bar to bar.
  function move(bar, key) {
    const bars = [...bar.parentNode.querySelectorAll("[data-choose=time]")];
    const next = key === "Home" ? 0 : key === "End" ? bars.length - 1 : bars.indexOf(bar) + moves[key];
    if (!bars[next]) return;
    bar.setAttribute("tabindex", "-1");
    bars[next].setAttribute("tabindex", "0");
    bars[next].focus();
  }

  function makeChooser(item) {
    const isBar = item.dataset.choose === "time";
    const isFirst = isBar && !item.parentNode.querySelector("[data-choose=time][tabindex='0']");
    item.setAttribute("role", "button");
    item.setAttribute("tabindex", isBar && !isFirst ? "-1" : "0");
    if (item.dataset.name) item.setAttribute("aria-label", item.dataset.name);
  }

  function pressed(event) {
    const item = event.target.closest?.("[data-choose]");
    if (!item) return;
    if (event.key === "Enter" || event.key === " ") toggle(item.dataset.choose, item.dataset.value);
    else if (item.dataset.choose === "time" && (event.key in moves || event.key === "Home" || event.key === "End")) move(item, event.key);
    else return;
    event.preventDefault();
  }

  function clicked(event) {
    const only = event.target.closest("[data-only]");
    if (only) return choose({ code: only.dataset.code, cause: only.dataset.cause }, "incidents");
    if (event.target.closest("a, button, summary, input, select")) return undefined;
    const item = event.target.closest("[data-choose]") ?? event.target.closest("tr")?.querySelector("table.plain [data-choose]");
    return item && toggle(item.dataset.choose, item.dataset.value);
  }

  // ---- the beginning ----

  // Places begin below the bar.
  function measure() {
    document.documentElement.style.setProperty("--bar", `${form.offsetHeight}px`);
  }

  function enhance(root) {
    if (form) root.querySelectorAll("[data-choose]").forEach(makeChooser);
  }

  function start() {
    if (!form) return;
    const toggler = form.querySelector(".toggle");
    form.hidden = false;
    form.addEventListener("input", (event) => { if (event.target.dataset.field) change(event.target.dataset.field, event.target.value.trim()); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => { event.preventDefault(); choose({}); toggler.focus(); });
    toggler.addEventListener("click", () => {
      toggler.setAttribute("aria-expanded", String(form.classList.toggle("open")));
    });
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", pressed);
    new ResizeObserver(measure).observe(form);
    document.body.classList.add("filterable");
    enhance(document);
    chosen = fromAddress().found;
    apply();
  }

  // A link to a place keeps the filters; an address with filters replaces them.
  function arrive() {
    const { place, found } = fromAddress();
    if (Object.keys(found).length) chosen = found;
    apply();
    write(place);
    return place;
  }

  start();
  return { arrive, choose, enhance, isActive };
})();
