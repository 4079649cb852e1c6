// Sorting: a click on a header sorts by its column.
const tables = (() => {
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

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

  function makeSortable(table) {
    [...table.tHead.rows[0].cells].forEach((header, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      button.title = table.dataset.sort.replace("{column}", header.textContent);
      button.addEventListener("click", () => sort(table, header, column));
      header.replaceChildren(button);
    });
  }

  const enhance = (root) => root.querySelectorAll("table.sortable").forEach(makeSortable);
  enhance(document);
  return { enhance };
})();
