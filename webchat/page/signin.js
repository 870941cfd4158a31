// Signing in with a code, and the list of one's devices.

import { get, post, Refusal } from "./api.js";
import { ask, el, notice } from "./dom.js";
import { locale, t } from "./words.js";

// The form in which one types the code; a code in the address is filled in, and used only when the button is pressed.
export function signInForm(code) {
  const input = el("input", {
    id: "code", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "16", size: "14", value: grouped(code),
    "aria-describedby": "code-help code-error",
  });
  const error = el("p", { id: "code-error", class: "error", role: "alert" });
  const button = el("button", { type: "submit", class: "main big" });
  const label = el("label", { for: "code" });
  const help = el("p", { id: "code-help" });
  const form = el("form", { class: "signin", onsubmit: submit }, label, input, button, error, help);
  let waiting;

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    try {
      await post("signin", { code: input.value });
      location.replace("/");
    } catch (problem) {
      explain(problem);
    }
  }

  function explain(problem) {
    const seconds = problem instanceof Refusal ? problem.seconds : 0;
    if (!(problem instanceof Refusal)) error.textContent = t("没有连上，请稍后再试。");
    else if (problem.reason === "wait") error.textContent = t("试得太多了。请等 {n} 秒再试。", { n: seconds });
    else if (seconds) error.textContent = t("登录码不对。请等 {n} 秒再试。", { n: seconds });
    else error.textContent = t("登录码不对，或者已经用过了。请再看一遍。");
    input.select();
    clearInterval(waiting);
    if (!seconds) { button.disabled = false; return; }
    const until = Date.now() + seconds * 1000;
    waiting = setInterval(() => {
      const left = Math.ceil((until - Date.now()) / 1000);
      button.textContent = left > 0 ? t("请等 {n} 秒", { n: left }) : t("进入");
      if (left <= 0) { clearInterval(waiting); button.disabled = false; }
    }, 250);
  }

  input.addEventListener("input", () => {
    if (input.selectionStart === input.value.length) input.value = grouped(input.value);
  });

  return {
    node: form,
    focus: () => (code ? button : input).focus(),
    words() {
      label.textContent = t("请输入登录码");
      button.textContent = t("进入");
      help.textContent = t("登录码是十个数字，由文明实践站的工作人员给您。没有的话，请给站里打电话。");
    },
  };
}

function grouped(text) {
  const digits = (text ?? "").replace(/\D/g, "").slice(0, 10);
  return [digits.slice(0, 4), digits.slice(4, 7), digits.slice(7)].filter(Boolean).join(" ");
}

// The devices on which one is signed in, each with a button to end it.
export async function showDevices() {
  const devices = await get("devices");
  const rows = devices.map((device) => {
    const seen = new Date(device.seen * 1000).toLocaleDateString(locale(), { timeZone: "Asia/Shanghai" });
    const name = device.label || t("一台设备");
    const words = device.this ? t("{name}（这台）", { name }) : t("{name}，{day} 用过", { name, day: seen });
    const row = el("li", {}, el("span", {}, words));
    if (!device.this) {
      row.append(el("button", { type: "button", class: "plain small", onclick: async () => {
        await post("devices/end", { device: device.id });
        row.remove();
        notice(t("那台设备已退出。"));
      } }, t("让它退出")));
    }
    return row;
  });
  const answer = await ask(t("我的设备"), [el("ul", { class: "devices" }, ...rows)], [["", t("关闭")], ["out", t("在这台设备上退出")]]);
  if (answer !== "out") return;
  await post("signout");
  location.replace("/");
}
