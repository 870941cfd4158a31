// The reply keyboard: large buttons in place of typing, as the bot last set it.

import { ask, el, notice } from "./dom.js";
import { t } from "./words.js";

// Build the keyboard; `send(text)`, `share(kind, values)` carry out what a button stands for.
export function replyKeyboard(markup, { send, share, used }) {
  const act = async (button) => {
    if (button.request_contact) await sharePhone(share);
    else if (button.request_location) await shareLocation(share);
    else await send(button.text);
    used();
  };
  return markup.keyboard.map((row) => el("div", { class: "buttons" }, ...row.map((button) =>
    el("button", { type: "button", class: "reply-button", onclick: () => act(button) }, button.text))));
}

// Ask for a phone number and send it.
export async function sharePhone(share) {
  const input = el("input", {
    id: "phone", type: "tel", inputmode: "tel", autocomplete: "tel", maxlength: "32", "aria-label": t("电话号码"),
  });
  const answer = await ask(t("发送电话号码"), [el("label", { for: "phone" }, t("您的电话号码")), input],
    [["send", t("发送")], ["", t("不发")]]);
  const number = input.value.replace(/[^\d+]/g, "");
  if (answer !== "send") return;
  if (number.length < 5) notice(t("没有看到电话号码，没有发送。"));
  else await share("contact", { phone_number: number });
}

// Ask whether to send the place where the device is, and send it.
export async function shareLocation(share) {
  const answer = await ask(t("发送位置"), [el("p", {}, t("把您现在所在的位置发给对方。"))],
    [["send", t("发送")], ["", t("不发")]]);
  if (answer !== "send") return;
  const position = await new Promise((resolve) => {
    if (!navigator.geolocation) resolve(null);
    else navigator.geolocation.getCurrentPosition(resolve, () => resolve(null), { enableHighAccuracy: true, timeout: 15000 });
  });
  if (position === null) notice(t("没有得到位置。请用文字写下地址。"));
  else await share("location", { latitude: position.coords.latitude, longitude: position.coords.longitude });
}
