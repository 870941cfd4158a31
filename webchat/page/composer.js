// The place to write: one large field, a button that says what it does, and more ways to send behind another.

import { ask, el, notice } from "./dom.js";
import { shareLocation, sharePhone } from "./keyboard.js";
import { t } from "./words.js";

const STICKERS = [["good", "👍"], ["heart", "❤"], ["smile", "😊"], ["thanks", "🙏"]];
const LONGEST_SIDE = 1920;
const LONGEST_TEXT = 4096;

// `act` has send(text), share(kind, values), file(kind, blob, name, more), and others() for what else stands behind “more”.
export function composer(name, act) {
  const id = `write-${crypto.randomUUID()}`;
  const field = el("textarea", { id, rows: "1", enterkeyhint: "send", autocomplete: "off" });
  const more = el("div", { class: "more", hidden: true });
  const toggle = el("button", { type: "button", class: "plain", "aria-expanded": "false" });
  const send = el("button", { type: "submit", class: "main" });
  const label = el("label", { for: id, class: "unseen" });
  const node = el("form", { class: "composer", onsubmit: submit }, more, el("div", { class: "write" }, toggle, label, field, send));

  async function submit(event) {
    event?.preventDefault();
    const text = field.value.trim();
    if (!text) return field.focus();
    field.value = "";
    grow();
    const left = pieces(text);
    while (left.length && (await act.send(left[0]))) left.shift();
    if (left.length) field.value = left.join("\n") + field.value;
    grow();
    field.focus();
    return undefined;
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, window.innerHeight * 0.3)}px`;
  }

  function keydown(event) {
    const touch = matchMedia("(pointer: coarse)").matches;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch) submit(event);
  }

  function show(open) {
    if (open) choices();
    more.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    if (open) more.querySelector("button").focus();
  }

  function choices() {
    const choice = (words, run) => el("button", { type: "button", class: "plain", onclick: () => { show(false); run(); } }, words);
    more.replaceChildren(
      choice(t("照片"), () => pick("photo", "image/*", act)),
      choice(t("文件"), () => pick("document", "", act)),
      choice(t("语音"), () => record(act)),
      choice(t("位置"), () => shareLocation(act.share)),
      choice(t("电话"), () => sharePhone(act.share)),
      choice(t("表情"), () => chooseSticker(act)),
      ...act.others().map(([words, run]) => choice(words, run)),
    );
  }

  field.addEventListener("input", grow);
  field.addEventListener("keydown", keydown);
  toggle.addEventListener("click", () => show(more.hidden));
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !more.hidden) { show(false); toggle.focus(); }
  });

  return {
    node,
    focus: () => field.focus(),
    placeholder: (text) => field.setAttribute("placeholder", text || t("在这里写…")),
    words() {
      label.textContent = t("写给 {name}", { name: name() });
      send.textContent = t("发送");
      toggle.textContent = t("更多");
      field.placeholder ||= t("在这里写…");
    },
  };
}

function pick(kind, accept, act) {
  const input = el("input", { type: "file", accept });
  input.addEventListener("change", async () => {
    const chosen = input.files[0];
    if (!chosen) return;
    const blob = kind === "photo" ? await smaller(chosen) : chosen;
    await act.file(kind, blob, chosen.name, {});
  });
  input.click();
}

// A text in parts that one message can hold, cut behind a line, a sentence or a word where there is one.
function pieces(text) {
  const parts = [];
  let rest = text;
  while (rest.length > LONGEST_TEXT) {
    const head = rest.slice(0, LONGEST_TEXT);
    const cut = ["\n", "。", " "].map((mark) => head.lastIndexOf(mark) + 1).find((at) => at > LONGEST_TEXT / 2);
    const half = /[\uD800-\uDBFF]$/.test(head);
    parts.push(rest.slice(0, cut ?? LONGEST_TEXT - (half ? 1 : 0)));
    rest = rest.slice(parts.at(-1).length);
  }
  return rest ? [...parts, rest] : parts;
}

// A photo at most 1920 pixels long, drawn anew so that it no longer says where and by whom it was taken.
async function smaller(photo) {
  const bitmap = await createImageBitmap(photo).catch(() => null);
  if (bitmap === null) return photo;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = el("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? photo), "image/jpeg", 0.85));
}

async function record(act) {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) return notice(t("没有找到麦克风，或没有得到允许。"));
  const type = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, type ? { mimeType: type } : {});
  const parts = [];
  const began = Date.now();
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.start();
  const answer = await ask(t("正在录音，请说话"), [el("p", {}, t("说完了按“发送”。"))], [["send", t("发送")], ["", t("不发")]]);
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  if (answer !== "send") return undefined;
  const blob = new Blob(parts, { type: recorder.mimeType.split(";")[0] });
  const seconds = Math.max(1, Math.round((Date.now() - began) / 1000));
  return act.file("voice", blob, blob.type === "audio/ogg" ? "voice.ogg" : "voice.webm", { duration: seconds });
}

async function chooseSticker(act) {
  const pictures = STICKERS.map(([name, emoji]) =>
    el("button", { value: name, type: "submit", class: "plain sticker-choice", "aria-label": emoji },
      el("img", { src: `/page/stickers/${name}.webp`, alt: "", width: "96", height: "96" })));
  const name = await ask(t("选一个表情"), [el("div", { class: "stickers" }, ...pictures)], [["", t("不发")]]);
  if (name) await act.share("sticker", { name });
}
