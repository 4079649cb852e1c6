// Copying: steps, commands and lines of the log get a button. From a file, browsers may lack `navigator.clipboard`.
const copying = (() => {
  const words = document.body.dataset;
  const oneLine = (item) => item.textContent.replace(/\s+/g, " ").trim();

  function textOf(item) {
    if (item.tagName === "OL" && item.classList.contains("steps")) {
      return [...item.children].map((step, number) => `${number + 1}. ${oneLine(step)}`).join("\n");
    }
    if (item.classList.contains("lines")) {
      return [...item.children].map((line) => [...line.children].map(oneLine).join("\n  ")).join("\n");
    }
    return oneLine(item);
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // it is missing, or the browser refuses
      return copyBySelection(text);
    }
  }

  function copyBySelection(text) {
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "hidden";
    document.body.append(area);
    area.select();
    const worked = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    return worked;
  }

  async function onClick(event) {
    const button = event.currentTarget;
    const said = await copy(textOf(button.copies)) ? words.copied : words.copyFailed;
    button.textContent = said;
    document.getElementById("said").textContent = said;
    setTimeout(() => { button.textContent = words.copy; document.getElementById("said").textContent = ""; }, 2000);
  }

  function makeCopyable(item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = words.copy;
    button.copies = item;
    button.addEventListener("click", onClick);
    const box = document.createElement("div");
    box.className = "copies";
    item.replaceWith(box);
    box.append(item, button);
  }

  // What is folded gets its button when it is unfolded: a large page has thousands of lines.
  function enhance(root) {
    for (const item of root.querySelectorAll("[data-copy]:not(body)")) {
      if (!item.closest("details:not([open])") && !item.closest(".copies")) makeCopyable(item);
    }
  }

  enhance(document);
  document.addEventListener("toggle", (event) => { if (event.target.open) enhance(event.target); }, true);
  return { enhance };
})();
