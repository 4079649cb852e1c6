"use strict";
// Sorts and filters the tables, and unfolds what an address leads to. Without it the page says the same.
(() => {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const controls = new Map();

  const rowsOf = (table) => [...table.querySelectorAll("[data-row]")];
  const cellOf = (row, column) => (row.rows ? row.rows[0] : row).cells[column];
  const keyOf = (row, column) => cellOf(row, column).dataset.key ?? cellOf(row, column).textContent.trim();

  function compare(one, other) {
    const difference = Number(one) - Number(other);
    return one === "" || other === "" || Number.isNaN(difference) ? collator.compare(one, other) : difference;
  }

  function sort(table, header, column) {
    const wasAscending = header.getAttribute("aria-sort") === "ascending";
    const sorts = header.hasAttribute("aria-sort");
    const ascending = sorts ? !wasAscending : !header.classList.contains("number");
    const rows = rowsOf(table).map((row) => [keyOf(row, column), row]);
    rows.sort(([one], [other]) => (ascending ? compare(one, other) : compare(other, one)));
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const parent = rows[0][1].parentNode;
    parent.append(...rows.map(([, row]) => row));
  }

  function makeSortable(table, label) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.title = label.replace("{column}", header.textContent);
      button.addEventListener("click", () => sort(table, header, column));
      header.replaceChildren(button);
    });
  }

  function makeFilter(form) {
    const table = document.getElementById(form.dataset.table);
    const nothing = document.querySelector(`.nothing[data-table="${form.dataset.table}"]`);
    const search = form.querySelector("input");
    const selects = [...form.querySelectorAll("select")];
    const rows = rowsOf(table).map((row) => [row, row.textContent.toLowerCase()]);
    const apply = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [row, text] of rows) {
        const fits = words.every((word) => text.includes(word)) &&
          selects.every((select) => !select.value || keyOf(row, select.dataset.column) === select.value);
        row.hidden = !fits;
        shown += fits;
      }
      nothing.hidden = shown > 0;
      form.querySelector("output").textContent =
        form.dataset.count.replace("{shown}", shown.toLocaleString()).replace("{all}", rows.length.toLocaleString());
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    controls.set(table, (text, code) => {
      search.value = text;
      for (const select of selects) {
        select.value = code;
        if (select.value !== code) [select.value, search.value] = ["", code];
      }
      apply();
    });
    apply();
  }

  function unfold() {
    const address = decodeURIComponent(location.hash.slice(1));
    const target = address && document.getElementById(address);
    if (!target) return;
    if (target.hidden) controls.get(target.closest("table"))("", "");
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.matches("[data-row]")) target.querySelectorAll("details").forEach((fold) => { fold.open = true; });
    target.scrollIntoView();
  }

  function unfoldForPrint() {
    const folded = [...document.querySelectorAll("details:not([open])")];
    for (const fold of folded) fold.open = true;
    window.addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }), { once: true });
  }

  for (const form of document.querySelectorAll("form.filter")) makeFilter(form);
  const label = document.querySelector("form.filter")?.dataset.sort ?? "{column}";
  for (const table of document.querySelectorAll("table.sortable")) makeSortable(table, label);
  for (const link of document.querySelectorAll("[data-filter]")) {
    link.addEventListener("click", () => controls.get(document.getElementById("incidents-rows"))("", link.dataset.filter));
  }
  window.addEventListener("hashchange", unfold);
  window.addEventListener("beforeprint", unfoldForPrint);
  unfold();
})();
