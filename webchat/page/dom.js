// Small helpers to build the page. Text only ever goes in as text.

export const byId = (id) => document.getElementById(id);

// An element with attributes, listeners (onclick: …) and children (nodes or text).
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

let noticeTimer;

// A short notice at the bottom, read out by screen readers.
export function notice(text) {
  const place = byId("notice");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    place.classList.remove("shown");
    place.textContent = "";
  }, Math.max(4000, text.length * 150));
}

// Ask in a dialog; resolves to the pressed button's value, or "" when it is put away.
export function ask(title, body, buttons) {
  const dialog = byId("dialog");
  byId("dialog-title").textContent = title;
  byId("dialog-body").replaceChildren(...body);
  byId("dialog-buttons").replaceChildren(
    ...buttons.map(([value, label], index) =>
      el("button", { value, type: "submit", class: index === 0 ? "main" : "plain" }, label)),
  );
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}
