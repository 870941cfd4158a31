// One person's chat: their rooms, the messages of the open one, its keyboard and the place to write.

import { get, post, Refusal } from "./api.js";
import { ask, el, notice } from "./dom.js";
import { composer } from "./composer.js";
import { replyKeyboard } from "./keyboard.js";
import { bubble, dayOf, summary } from "./message.js";
import { t } from "./words.js";

const NEAR_THE_END = 120;
const TYPING_MILLISECONDS = 6000;

export class Column {
  constructor(person, { changed }) {
    this.person = person;
    this.changed = changed;
    this.rooms = [];
    this.open = null;
    this.messages = new Map();
    this.ready = new Promise((resolve) => { this.entered = resolve; });
    this.build();
  }

  build() {
    this.heading = el("h2", {});
    this.roomList = el("nav", { class: "rooms", hidden: true });
    this.earlier = el("button", { type: "button", class: "plain", hidden: true, onclick: () => this.loadEarlier() });
    this.log = el("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0" });
    this.typing = el("p", { class: "typing", role: "status" });
    this.toEnd = el("button", { type: "button", class: "to-end main", hidden: true, onclick: () => this.scrollToEnd() });
    this.keyboard = el("div", { class: "keyboard", hidden: true });
    this.composer = composer(() => this.open?.bot.first_name ?? "", {
      send: (text) => this.attempt(() => this.act("say", { text, ...(this.replyTo ? { reply_to: this.replyTo } : {}) })),
      share: (kind, values) => this.attempt(() => this.act("share", { kind, ...values })),
      file: (kind, blob, name, more) => this.sendFile(kind, blob, name, more),
      others: () => this.otherChoices(),
    });
    this.scroller = el("div", { class: "scroller", onscroll: () => this.scrolled() }, this.earlier, this.log, this.typing);
    this.node = el("section", { class: "column" },
      el("header", { class: "who" }, this.heading),
      this.roomList, this.scroller, this.toEnd, this.keyboard, this.composer.node);
    this.following = true;
    const sizes = new ResizeObserver(() => { if (this.following) this.scroller.scrollTop = this.scroller.scrollHeight; });
    sizes.observe(this.scroller);
    sizes.observe(this.log);
    this.words();
  }

  words() {
    const name = this.person.role ? `${this.person.name} · ${this.person.role}` : this.person.name;
    this.heading.textContent = name;
    this.node.setAttribute("aria-label", name);
    this.roomList.setAttribute("aria-label", t("聊天"));
    this.log.setAttribute("aria-label", t("消息"));
    this.earlier.textContent = t("看更早的消息");
    this.toEnd.textContent = t("看新消息");
    this.composer.words();
    this.draw();
    this.showRooms();
    this.showKeyboard();
    this.showState();
  }

  get unread() {
    return this.rooms.reduce((sum, room) => sum + room.unread, 0);
  }

  // Take in the rooms as the server has them now, and what is new in the open one.
  async refresh(rooms) {
    this.rooms = rooms.sort((a, b) => Number(a.chat.type !== "private") - Number(b.chat.type !== "private"));
    const wanted = this.open?.room ?? rooms[0]?.room;
    await this.enter(rooms.find((room) => room.room === wanted) ?? rooms[0]);
  }

  async enter(room) {
    if (!room) return;
    const same = this.open?.room === room.room;
    this.open = room;
    this.entered();
    if (!same) {
      this.messages.clear();
      this.firstUnread = room.unread > 0 ? room.read + 1 : null;
      this.folded = false;
    }
    const page = await get("messages", { as: this.person.id, room: room.room });
    this.hasEarlier = page.length >= 40;
    if (page.length && this.messages.size && page[0].message.message_id > Math.max(...this.messages.keys())) this.messages.clear();
    for (const one of page) this.messages.set(one.message.message_id, one.message);
    this.draw();
    this.showRooms();
    this.showKeyboard();
    this.showState();
    if (!same) this.scrollToEnd();
    this.markRead();
  }

  // Draw all messages anew: on entering, on another language, after older ones came. Screen readers are not told.
  draw() {
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren();
    this.lastDay = null;
    for (const id of [...this.messages.keys()].sort((a, b) => a - b)) this.append(this.messages.get(id));
    if (this.open && !this.messages.size) this.log.append(...this.welcome());
    this.earlier.hidden = !this.hasEarlier;
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  append(message) {
    const day = dayOf(message.date);
    if (day !== this.lastDay) this.log.append(el("p", { class: "day" }, day));
    this.lastDay = day;
    if (message.message_id === this.firstUnread) this.log.append(el("p", { class: "day new" }, t("以下是新消息")));
    this.log.append(this.bubble(message));
  }

  bubble(message) {
    return bubble(message, {
      own: message.from.id === this.person.id,
      fileUrl: (one) => `/app/file/${this.open.room}/${one.message_id}?as=${this.person.id}`,
      press: (data, button) => this.press(message.message_id, data, button),
      copy: async (text) => { await navigator.clipboard.writeText(text); notice(t("已复制")); },
    });
  }

  welcome() {
    const words = this.open.description || t("这里还没有消息。");
    const start = () => this.attempt(() => this.act("say", { text: "/start" }));
    return [el("div", { class: "welcome" }, el("p", { class: "text" }, words),
      el("button", { type: "button", class: "main big", onclick: start }, t("开始")))];
  }

  // Something happened in one of this person's rooms.
  news(event) {
    const room = this.rooms.find((one) => one.room === event.room);
    if (!room) return;
    const here = this.open?.room === room.room;
    if (event.type === "message") this.arrived(room, event, here);
    else if (event.type === "edited" && here) this.replaced(event.message);
    else if (event.type === "deleted" && here) this.removed(event.message_id);
    else if (event.type === "action" && here) this.showTyping(event.action !== "cancel");
    else if (event.type === "read") { room.read = event.message_id; room.unread = 0; this.showRooms(); this.changed(); }
    else if (event.type === "blocked") { room.blocked = event.blocked; if (here) this.showState(); }
  }

  arrived(room, event, here) {
    const { message } = event;
    const own = message.from.id === this.person.id;
    room.last = message.message_id;
    room.latest = summary(message);
    if (event.keyboard) room.keyboard = event.keyboard.remove_keyboard ? null : event.keyboard;
    if (event.keyboard && here) this.folded = false;
    if (!own) room.unread += 1;
    if (here) {
      const following = this.atEnd() || own;
      if (!this.messages.size) this.log.replaceChildren();
      if (!this.messages.has(message.message_id)) {
        this.messages.set(message.message_id, message);
        this.append(message);
      }
      if (!own) this.showTyping(false);
      if (event.keyboard) this.showKeyboard();
      if (following) this.scrollToEnd();
      else this.toEnd.hidden = false;
      this.markRead();
    }
    this.showRooms();
    this.changed();
  }

  replaced(message) {
    if (!this.messages.has(message.message_id)) return;
    this.messages.set(message.message_id, message);
    const old = this.log.querySelector(`[data-id="${message.message_id}"]`);
    const focused = old?.contains(document.activeElement);
    const fresh = this.bubble(message);
    const following = this.atEnd();
    old?.replaceWith(fresh);
    if (following) this.scrollToEnd();
    if (focused) (fresh.querySelector("button, a") ?? this.log).focus();
  }

  removed(id) {
    this.messages.delete(id);
    this.log.querySelector(`[data-id="${id}"]`)?.remove();
  }

  showTyping(on) {
    clearTimeout(this.typingTimer);
    this.typing.textContent = on ? t("{name} 正在回复…", { name: this.open.bot.first_name }) : "";
    if (!on) return;
    if (this.atEnd()) this.scrollToEnd();
    this.typingTimer = setTimeout(() => this.showTyping(false), TYPING_MILLISECONDS);
  }

  showRooms() {
    this.roomList.hidden = this.rooms.length < 2;
    this.roomList.replaceChildren(...this.rooms.map((room) => {
      const name = room.chat.title ?? room.bot.first_name;
      const label = room.unread ? `${name} (${room.unread})` : name;
      return el("button", {
        type: "button", class: "plain small", "aria-current": room.room === this.open?.room ? "true" : undefined,
        onclick: () => this.attempt(() => this.enter(room)),
      }, label);
    }));
  }

  showKeyboard() {
    const markup = this.open?.keyboard;
    this.keyboard.hidden = !markup?.keyboard;
    this.replyTo = markup?.force_reply ? this.open.last : null;
    this.composer.placeholder(markup?.input_field_placeholder);
    if (markup?.force_reply) this.composer.focus();
    if (!markup?.keyboard) return this.keyboard.replaceChildren();
    if (this.folded) {
      const unfold = el("button", { type: "button", class: "plain", onclick: () => this.foldKeyboard() }, t("显示按钮"));
      return this.keyboard.replaceChildren(unfold);
    }
    return this.keyboard.replaceChildren(...replyKeyboard(markup, {
      send: (text) => this.attempt(() => this.act("say", { text })),
      share: (kind, values) => this.attempt(() => this.act("share", { kind, ...values })),
      used: () => { if (markup.one_time_keyboard) { this.folded = true; this.showKeyboard(); } },
    }));
  }

  foldKeyboard() {
    this.folded = !this.folded;
    this.showKeyboard();
  }

  showState() {
    if (this.open) this.node.classList.toggle("blocked", this.open.blocked);
    this.composer.words();
  }

  // What else stands behind “more”: fold the buttons away, stop and allow messages, the bot's commands.
  otherChoices() {
    if (!this.open) return [];
    const choices = this.open.commands.map((one) =>
      [one.description, () => this.attempt(() => this.act("say", { text: `/${one.command}` }))]);
    if (this.open.keyboard?.keyboard && !this.folded) choices.push([t("收起按钮"), () => this.foldKeyboard()]);
    if (this.open.chat.type === "private") {
      choices.push([this.open.blocked ? t("恢复消息") : t("停止消息"), () => this.askBlock()]);
    }
    return choices;
  }

  async askBlock() {
    const { blocked, room } = this.open;
    if (!blocked) {
      const name = this.open.bot.first_name;
      const answer = await ask(t("停止消息"), [el("p", {}, t("停止以后，{name} 不能再给您发消息。您随时可以恢复。", { name }))],
        [["stop", t("停止")], ["", t("不停止")]]);
      if (answer !== "stop") return;
    }
    await this.attempt(() => this.act("block", { room, blocked: !blocked }));
  }

  async press(messageId, data, button) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    await this.attempt(async () => {
      const answer = await this.act("press", { message_id: messageId, data });
      if (!answer.answered) notice(t("没有收到回答，请再按一次。"));
      else if (answer.text && answer.show_alert) await ask(this.open.bot.first_name, [el("p", {}, answer.text)], [["", t("知道了")]]);
      else if (answer.text) notice(answer.text);
    });
    button.removeAttribute("aria-busy");
  }

  async sendFile(kind, blob, name, more) {
    const form = new FormData();
    const values = { as: this.person.id, room: this.open.room, kind, ...more };
    for (const [key, value] of Object.entries(values)) form.append(key, value);
    form.append("file", blob, name);
    notice(t("正在发送…"));
    if (await this.attempt(() => post("file", form))) notice(t("已发送"));
  }

  async act(name, values) {
    await this.ready;
    return post(name, { as: String(this.person.id), room: this.open.room, ...values });
  }

  // Try something; say so when it could not be done.
  async attempt(run) {
    try {
      await run();
      return true;
    } catch (error) {
      if (error instanceof Refusal && error.reason === "signed_out") location.reload();
      else notice(failure(error));
      return false;
    }
  }

  async loadEarlier() {
    await this.attempt(async () => {
      const before = Math.min(...this.messages.keys());
      const page = await get("messages", { as: this.person.id, room: this.open.room, before });
      const height = this.scroller.scrollHeight;
      for (const one of page) this.messages.set(one.message.message_id, one.message);
      this.hasEarlier = page.length >= 40;
      this.draw();
      this.scroller.scrollTop += this.scroller.scrollHeight - height;
      this.log.focus();
    });
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
  }

  scrollToEnd() {
    this.toEnd.hidden = true;
    this.following = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  scrolled() {
    this.following = this.atEnd();
    if (!this.following) return;
    this.toEnd.hidden = true;
    this.markRead();
  }

  // What stands at the end of a column that is looked at has been read.
  markRead() {
    const room = this.open;
    if (!room || room.unread === 0 || document.hidden || !this.atEnd() || this.node.offsetParent === null) return;
    room.unread = 0;
    this.act("read", { message_id: room.last }).catch(() => undefined);
    this.showRooms();
    this.changed();
  }
}

function failure(error) {
  if (!(error instanceof Refusal)) return t("没有连上，请稍后再试。");
  if (error.reason.includes("too long")) return t("太长了，请分几次发。");
  if (error.reason.includes("Too Large")) return t("文件太大了。");
  if (error.reason.includes("IMAGE")) return t("这张照片打不开。");
  return t("没有成功，请再试一次。");
}
