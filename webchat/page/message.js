// A message as a bubble. Every text is set as text; addresses are only followed when they are plainly http(s).

import { el } from "./dom.js";
import { locale, t } from "./words.js";

const ZONE = "Asia/Shanghai";
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", spoiler: "span", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

export const timeOf = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", timeZone: ZONE });

export const dayOf = (seconds) =>
  new Date(seconds * 1000).toLocaleDateString(locale(), { month: "long", day: "numeric", weekday: "long", timeZone: ZONE });

// Text with its entities as nodes. Entities nest, and count UTF-16 units as JavaScript strings do.
export function rich(text, entities = []) {
  const build = (from, to, inside) => {
    const nodes = [];
    let at = from;
    for (let i = 0; i < inside.length; i += 1) {
      const entity = inside[i];
      const end = Math.min(entity.offset + entity.length, to);
      if (entity.offset < at) continue;
      nodes.push(text.slice(at, entity.offset));
      const deeper = inside.filter((other, j) => j > i && other.offset >= entity.offset && other.offset < end);
      const node = wrap(entity, text.slice(entity.offset, end));
      node.append(...build(entity.offset, end, deeper));
      nodes.push(node);
      at = end;
    }
    nodes.push(text.slice(at, to));
    return nodes.filter((node) => node !== "");
  };
  return build(0, text.length, entities);
}

function wrap(entity, covered) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? covered);
  if (entity.type === "email") return el("a", { href: `mailto:${covered}` });
  const node = el(TAGS[entity.type] ?? "span");
  if (entity.type === "spoiler") node.className = "spoiler";
  return node;
}

function link(address) {
  if (/^(https?:|tel:|mailto:)/i.test(address)) {
    return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" });
  }
  return el("span");
}

// The bubble of a message. `own`: written by whoever looks; `press(data, button)`: an inline button was pressed.
export function bubble(message, { own, fileUrl, press, copy }) {
  const group = message.chat.type !== "private";
  const node = el("article", { class: own ? "bubble own" : "bubble", "data-id": message.message_id });
  if (group && !own) node.append(el("p", { class: "sender" }, message.from.first_name));
  else node.append(el("span", { class: "unseen" }, own ? t("我：") : `${message.from.first_name}：`));
  if (message.forward_origin) node.append(el("p", { class: "quote" }, t("转自 {name}", { name: originName(message) })));
  if (message.reply_to_message) node.append(el("p", { class: "quote" }, summary(message.reply_to_message)));
  node.append(...body(message, fileUrl));
  if (message.caption) node.append(el("p", { class: "text" }, ...rich(message.caption, message.caption_entities)));
  const stamp = message.edit_date ? `${t("改过")} ${timeOf(message.date)}` : timeOf(message.date);
  node.append(el("time", { datetime: new Date(message.date * 1000).toISOString() }, stamp));
  if (message.reply_markup) node.append(inlineKeyboard(message.reply_markup.inline_keyboard, press, copy));
  return node;
}

// One line that says what a message is about, for quotes and for the list of rooms.
export function summary(message) {
  if (message.text || message.caption) return (message.text ?? message.caption).slice(0, 80);
  if (message.photo) return t("照片");
  if (message.voice) return t("语音");
  if (message.sticker) return message.sticker.emoji ?? t("表情");
  if (message.location) return t("位置");
  if (message.contact) return t("电话号码");
  return message.document ? message.document.file_name : "";
}

function originName(message) {
  const origin = message.forward_origin;
  return origin.sender_user_name ?? origin.sender_user?.first_name ?? "";
}

function body(message, fileUrl) {
  if (message.text) return [el("p", { class: "text" }, ...rich(message.text, message.entities))];
  if (message.photo) return [picture(message, fileUrl)];
  if (message.sticker) {
    return [el("img", { class: "sticker", src: fileUrl(message), alt: t("表情 {emoji}", { emoji: message.sticker.emoji ?? "" }) })];
  }
  if (message.voice) {
    const label = t("语音，{n} 秒", { n: message.voice.duration });
    return [el("p", { class: "label" }, label),
      el("audio", { controls: true, preload: "none", src: fileUrl(message), "aria-label": label })];
  }
  if (message.document) return [file(message.document, fileUrl(message))];
  if (message.location) return [place(message.location)];
  if (message.contact) return [contact(message.contact)];
  return [];
}

function picture(message, fileUrl) {
  const size = message.photo.at(-1);
  const image = el("img", {
    src: fileUrl(message), width: size.width, height: size.height, alt: message.caption ? "" : t("照片"), loading: "lazy",
  });
  return el("a", { class: "photo", href: fileUrl(message), target: "_blank", "aria-label": t("打开照片") }, image);
}

function file(document, url) {
  const size = document.file_size > 1048576
    ? `${(document.file_size / 1048576).toFixed(1)} MB`
    : `${Math.max(1, Math.round(document.file_size / 1024))} KB`;
  return el("a", { class: "file", href: url, download: document.file_name },
    el("strong", {}, document.file_name), el("span", {}, t("文件，{size}", { size })));
}

function place(location) {
  const point = `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`;
  return el("p", { class: "text" }, t("位置"), " ",
    el("a", { href: `geo:${location.latitude},${location.longitude}` }, point));
}

function contact(person) {
  return el("p", { class: "text" }, person.first_name, " ",
    el("a", { href: `tel:${person.phone_number}` }, person.phone_number));
}

function inlineKeyboard(rows, press, copy) {
  return el("div", { class: "inline" }, ...rows.map((row) => el("div", { class: "buttons" }, ...row.map((button) => {
    const style = button.style ? `inline-button ${button.style}` : "inline-button";
    if (button.url) {
      const node = link(button.url);
      node.className = style;
      node.append(button.text);
      return node;
    }
    const act = (event) => (button.copy_text ? copy(button.copy_text.text) : press(button.callback_data, event.currentTarget));
    return el("button", { type: "button", class: style, onclick: act }, button.text);
  }))));
}
