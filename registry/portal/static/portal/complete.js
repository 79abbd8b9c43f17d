// Completes what is typed into the search box: the editable combobox of WAI-ARIA's practices. Without it the box is
// a box; nothing here is needed to search.
"use strict";
(() => {
  const box = document.querySelector("input[data-completions]");
  if (!box || !window.fetch || !window.AbortController) return;
  const WAIT = 150; // milliseconds in which nothing more is typed
  const list = document.createElement("ul");
  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.completionsName);
  box.after(list);
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(states)) box.setAttribute(name, value);
  box.autocomplete = "off";
  let timer, asking, chosen = -1;

  const close = () => {
    if (asking) asking.abort();
    clearTimeout(timer);
    list.hidden = true;
    choose(-1);
    box.setAttribute("aria-expanded", "false");
  };
  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[place].id);
  };
  const take = (option) => {
    box.value = option.dataset.text;
    close();
    box.form.requestSubmit ? box.form.requestSubmit() : box.form.submit();
  };
  const show = (completions) => {
    list.replaceChildren(...completions.map((each, number) => {
      const option = document.createElement("li");
      option.id = `completion-${number}`;
      option.dataset.text = each.text;
      option.setAttribute("role", "option");
      option.dir = "auto";
      if (each.language) option.lang = each.language;
      option.append(each.text);
      // Before the box loses the focus, which would close the list.
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); });
      option.addEventListener("click", () => take(option));
      return option;
    }));
    list.hidden = completions.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };
  const ask = async () => {
    const typed = box.value;
    if (!typed.trim()) return close();
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.completions}?q=${encodeURIComponent(typed)}`, { signal: asking.signal });
      if (answer.ok && box.value === typed && document.activeElement === box) show((await answer.json()).completions);
    } catch {
      // Offline, or something else was typed meanwhile: there are no completions then.
    }
  };

  box.addEventListener("input", () => {
    if (asking) asking.abort();
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.isComposing || list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : last);
    else if (event.key === "Enter" && chosen >= 0) take(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
})();
