// The page: who is here, their columns, and the settings.

import { get, listen } from "./api.js";
import { Column } from "./column.js";
import { byId, el } from "./dom.js";
import { showDevices, signInForm } from "./signin.js";
import { current, loadWords, setLanguage, t } from "./words.js";

const NARROW = matchMedia("(max-width: 899px)");
const columns = new Map();
let me;
let source;
let front = null;
let form = null;

async function start() {
  settings();
  await loadWords();
  me = await get("me");
  words();
  const code = new URLSearchParams(location.search).get("code");
  if (code !== null) history.replaceState(null, "", "/");
  if (me.mode === "out") return signIn(code);
  byId("account").hidden = me.mode !== "in";
  if (me.mode === "in") return open(me.people[0]);
  byId("demo-mark").hidden = false;
  const chosen = (location.hash.match(/\d+/g) ?? []).map(Number);
  const people = me.people.filter((person) => chosen.includes(person.id));
  if (!people.length) return welcome();
  for (const person of people) await open(person, { quiet: true });
  return connect();
}

function signIn(code) {
  form = signInForm(code);
  form.words();
  byId("main").replaceChildren(form.node);
  form.focus();
}

// The choice of who to be, in the demo.
function welcome() {
  const cards = me.people.map((person) =>
    el("button", { type: "button", class: "card", onclick: () => open(person) },
      el("strong", {}, person.name), el("span", { class: "role" }, person.role), el("span", {}, person.hint)));
  byId("main").replaceChildren(el("div", { class: "choice" },
    el("h2", {}, t("您想是谁？")),
    el("p", {}, t("这是演示，里面的人和事都是编的。可以同时打开几个人，看他们怎样一起办成一件事。")),
    el("div", { class: "cards" }, ...cards)));
  showPeople();
}

async function open(person, { quiet = false } = {}) {
  if (!columns.has(person.id)) {
    if (!columns.size) byId("main").replaceChildren();
    const column = new Column(person, { changed: showPeople });
    columns.set(person.id, column);
    byId("main").append(column.node);
  }
  bringForward(person.id);
  if (!quiet) { await connect(); columns.get(person.id)?.composer.focus(); }
}

function close(id) {
  columns.get(id).node.remove();
  columns.delete(id);
  if (!columns.size) { source?.close(); source = null; front = null; remember(); return welcome(); }
  if (front === id) front = [...columns.keys()].at(-1);
  remember();
  return connect();
}

function bringForward(id) {
  front = id;
  remember();
  for (const [key, column] of columns) column.node.classList.toggle("front", key === id);
  showPeople();
  columns.get(id)?.markRead();
}

function remember() {
  if (me.mode === "demo") history.replaceState(null, "", columns.size ? `#${[...columns.keys()].join(",")}` : "/");
}

// One line for all columns, so that a browser's few connections suffice.
async function connect() {
  source?.close();
  const ids = [...columns.keys()];
  if (front === null || !columns.has(front)) front = ids.at(-1);
  bringForward(front);
  await new Promise((resolve) => {
    source = listen(ids, {
      hello: async () => { await refresh(); line(""); resolve(); },
      lost: (closed) => { line(t("正在重新连接…")); if (closed) again(); resolve(); },
      news: (event) => { for (const id of event.users) columns.get(id)?.news(event); },
    });
  });
}

async function again() {
  const now = await get("me").catch(() => null);
  if (now && now.mode !== me.mode) location.reload();
  else setTimeout(connect, 3000);
}

async function refresh() {
  const rooms = await get("rooms", { as: [...columns.keys()].join(",") });
  await Promise.all([...columns].map(([id, column]) => column.refresh(rooms[id] ?? [])));
  showPeople();
}

function line(text) {
  byId("line").textContent = text;
  byId("line").hidden = !text;
}

// The row of people: on a wide screen it opens and closes columns, on a phone it turns between them.
function showPeople() {
  const unread = [...columns.values()].reduce((sum, column) => sum + column.unread, 0);
  document.title = unread ? `(${unread}) ${title()}` : title();
  const bar = byId("people");
  bar.hidden = me.mode !== "demo" || !columns.size;
  if (bar.hidden) return;
  const focused = document.activeElement?.dataset?.person;
  bar.replaceChildren(...me.people.map((person) => {
    const column = columns.get(person.id);
    const shown = Boolean(column) && (!NARROW.matches || person.id === front);
    const count = column?.unread ? el("span", { class: "count", "aria-label": t("{n} 条未读", { n: column.unread }) }, column.unread) : null;
    const act = () => (NARROW.matches ? open(person) : column ? close(person.id) : open(person));
    return el("button", { type: "button", class: "person", "aria-pressed": String(shown), "data-person": person.id, onclick: act },
      el("strong", {}, person.name), el("span", {}, person.role), count);
  }));
  if (focused) bar.querySelector(`[data-person="${focused}"]`)?.focus();
}

const title = () => me?.title[current()] ?? t("连心");

function words() {
  byId("title").textContent = title();
  byId("language").textContent = current() === "zh" ? "English" : "中文";
  byId("language").lang = current() === "zh" ? "en" : "zh-CN";
  form?.words();
  for (const column of columns.values()) column.words();
  if (me?.mode === "demo" && !columns.size) welcome();
  showPeople();
}

function settings() {
  const root = document.documentElement;
  const toggle = (id, key, on, off, begin) => {
    const button = byId(id);
    const apply = (value) => {
      root.dataset[key] = value;
      button.setAttribute("aria-pressed", String(value === on));
    };
    apply(localStorage.getItem(key) ?? begin);
    button.addEventListener("click", () => {
      const next = root.dataset[key] === on ? off : on;
      localStorage.setItem(key, next);
      apply(next);
    });
  };
  toggle("size", "size", "large", "normal", "normal");
  toggle("theme", "theme", "dark", "light", matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  byId("language").addEventListener("click", () => { setLanguage(current() === "zh" ? "en" : "zh"); words(); });
  byId("account").addEventListener("click", () => showDevices());
  NARROW.addEventListener("change", () => { if (me) showPeople(); });
  document.addEventListener("visibilitychange", () => { for (const column of columns.values()) column.markRead(); });
}

start();
