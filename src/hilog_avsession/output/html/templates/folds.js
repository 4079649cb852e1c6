// Folds: an address unfolds what it leads to, and paper gets the first recommendations unfolded.
(() => {
  function open(target) {
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (target.matches("[data-row]")) target.querySelectorAll("details").forEach((fold) => { fold.open = true; });
    for (const other of document.querySelectorAll(".here")) other.classList.remove("here");
    target.classList.add("here");
    target.scrollIntoView();
  }

  function arrive() {
    const place = filters.arrive();
    const target = place && document.getElementById(place);
    if (!target) return;
    if (target.closest("[hidden]")) filters.choose({}, place);
    open(target);
  }

  function beforePrint() {
    const folded = [...document.querySelectorAll("details[data-print]:not([open])")];
    for (const fold of folded) fold.open = true;
    window.addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }), { once: true });
  }

  window.addEventListener("hashchange", arrive);
  window.addEventListener("beforeprint", beforePrint);
  arrive();
})();
