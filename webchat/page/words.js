// Words in the chosen language: Chinese stands in the code, English comes from the catalogue.

let english = {};
let language = localStorage.getItem("language") || (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export const locale = () => (language === "zh" ? "zh-CN" : "en-GB");
export const current = () => language;

export async function loadWords() {
  english = await (await fetch("/page/words.json")).json();
  dress(document);
}

// The text in the chosen language, with {name} replaced by what is given.
export function t(text, values = {}) {
  const chosen = language === "zh" ? text : (english[text] ?? text);
  return chosen.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function setLanguage(next) {
  language = next;
  localStorage.setItem("language", next);
  dress(document);
}

// Write the words into everything that is marked with data-t (its text) or data-t-label (its aria-label).
export function dress(root) {
  document.documentElement.lang = locale();
  for (const node of root.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of root.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}
