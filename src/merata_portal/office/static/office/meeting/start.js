// Before the meeting's screen: which meetings are kept here, keeping one, and unlocking it.
import { make } from "./dom.js";
import { field } from "./forms.js";
import { Kept } from "./kept.js";
import { NotSent, planOf } from "./portal.js";
import { keepProgram, keptForGood } from "./program.js";
import { language, text } from "./texts.js";
import { isWeak } from "./vault.js";

const SECRET = { autocomplete: "off", required: true, spellcheck: "false" };

export function listed(rows) {
  const links = rows.map((one) => make("li", {}, make("a", { href: `#${one.meeting}` }, one.label)));
  return [
    make("h1", {}, text("kept here")),
    links.length > 0 ? make("ul", {}, links) : make("p", { class: "empty" }, text("nothing kept")),
    make("p", {}, make("a", { class: "button second", href: "/kantor/musyawarah/" }, text("all meetings"))),
  ];
}

export function unlocking(row, opened) {
  const fault = make("p", { class: "notice error", role: "alert", hidden: true });
  const sent = async (event) => {
    event.preventDefault();
    const button = event.target.querySelector("button");
    button.disabled = true;
    fault.hidden = true;
    const kept = await Kept.unlock(row.meeting, new FormData(event.target).get("pin"));
    if (kept !== null) {
      opened(kept);
      return;
    }
    button.disabled = false;
    fault.textContent = text("wrong pin");
    fault.hidden = false;
  };
  return [
    make("h1", {}, row.label),
    fault,
    make(
      "form",
      { class: "panel", onsubmit: sent },
      field("buka", ["pin", "password", text("pin"), SECRET]),
      make("button", { class: "big" }, text("unlock")),
    ),
  ];
}

export function preparing(uuid, opened) {
  const box = make("div", {}, make("p", { role: "status" }, text("asking")));
  planOf(uuid, language).then(
    (plan) => box.replaceChildren(...choosing(plan, opened)),
    (error) => {
      if (!(error instanceof NotSent)) throw error;
      box.replaceChildren(make("h1", {}, text("kept here")), refusal(error, uuid));
    },
  );
  return box;
}

function refusal(error, uuid) {
  if (error.why !== "signed out") {
    return make("p", { class: "notice error" }, text(`not prepared ${error.why}`, { why: error.said }));
  }
  const back = encodeURIComponent(`${location.pathname}#${uuid}`);
  return make(
    "p",
    { class: "notice" },
    text("sign in to prepare"),
    " ",
    make("a", { href: `/akun/masuk/?next=${back}` }, text("sign in")),
  );
}

function choosing(plan, opened) {
  const head = make("h1", {}, plan.label);
  if (plan.entries.length === 0) return [head, make("p", { class: "notice warning" }, text("not invited yet"))];
  const fault = make("p", { class: "notice error", role: "alert", hidden: true });
  const sent = async (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const button = event.target.querySelector("button");
    const why = faultOf(given.get("pin"), given.get("lagi"));
    fault.hidden = why === null;
    fault.textContent = why ?? "";
    if (why !== null) return;
    button.disabled = true;
    try {
      await keepProgram();
      await keptForGood();
      opened(await Kept.prepare(plan, plan.label, given.get("pin")));
    } catch (error) {
      button.disabled = false;
      fault.textContent = text("not prepared", { why: error.message });
      fault.hidden = false;
    }
  };
  return [
    head,
    make("p", {}, text("prepare explained")),
    fault,
    make(
      "form",
      { class: "panel", onsubmit: sent },
      field("siap", [
        "pin",
        "password",
        text("new pin"),
        { ...SECRET, help: text("pin rule"), autocomplete: "new-password" },
      ]),
      field("siap", ["lagi", "password", text("pin again"), { ...SECRET, autocomplete: "new-password" }]),
      make("p", { class: "help" }, text("pin lost")),
      make("button", { class: "big" }, text("prepare")),
    ),
  ];
}

function faultOf(secret, again) {
  if (isWeak(secret)) return text("weak pin");
  return secret === again ? null : text("pins differ");
}
