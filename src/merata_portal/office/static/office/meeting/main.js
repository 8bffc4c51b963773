// The page: which meeting, unlocked by whom; sending by itself when there is a connection; wiping at the end.
import { make, remembered, restore } from "./dom.js";
import { readAs } from "./forms.js";
import { Refused } from "./machine.js";
import { NotSent, planOf, synchronise } from "./portal.js";
import { possible } from "./program.js";
import { screen } from "./screen.js";
import { listed, preparing, unlocking } from "./start.js";
import { conflicts, status } from "./status.js";
import * as store from "./store.js";
import { language, text } from "./texts.js";
import { hour } from "./times.js";

const EVERY_SECONDS = 30;
const SOON_SECONDS = 2;
const TOLD_SECONDS = 8;
const place = document.getElementById("layar");
const news = document.getElementById("kabar");
const others = new BroadcastChannel("merata-musyawarah");
let kept = null;
let told = null;
let stuck = [];
let busy = false;
let soon = 0;
let clearing = 0;

function show(...parts) {
  place.replaceChildren(...parts.flat(Infinity).filter(Boolean));
}

// What went well makes room again by itself; what did not stays until the next word.
function tell(said, look = "") {
  clearTimeout(clearing);
  if (look === "" && said !== "") clearing = setTimeout(() => tell(""), TOLD_SECONDS * 1000);
  news.className = `news notice ${look}`;
  news.textContent = said;
  news.hidden = said === "";
}

async function start() {
  kept = null;
  tell("");
  const other = document.getElementById("bahasa");
  other.href = `${other.pathname}${location.hash}`;
  if (!possible()) {
    show(make("p", { class: "notice error" }, text("not possible")));
    return;
  }
  const rows = await store.meetings();
  const uuid = location.hash.slice(1);
  const row = rows.find((one) => one.meeting === uuid) ?? (uuid === "" && rows.length === 1 ? rows[0] : undefined);
  if (row !== undefined) show(unlocking(row, opened));
  else if (/^[0-9a-f-]{36}$/.test(uuid)) show(preparing(uuid, opened));
  else show(listed(rows));
}

function opened(found) {
  kept = found;
  told = null;
  stuck = [];
  if (location.hash !== `#${kept.uuid}`) history.replaceState(null, "", `#${kept.uuid}`);
  draw();
  document.getElementById("isi").focus();
  send();
}

function standing() {
  return status(kept, told, stuck, { send, lock: start, leave, busy });
}

function draw(without) {
  const before = remembered(place);
  show(make("h1", {}, kept.row.label), standing(), conflicts(kept), screen(kept, write));
  restore(place, before, without);
}

// After what happened by itself. Whoever is typing keeps the field, its caret and the keyboard: then only the part that
// says what is sent is drawn anew, and the rest with the next note.
function refresh() {
  const typing = place.contains(document.activeElement) && document.activeElement.matches("textarea, input, select");
  if (!typing && !busy) draw();
  else document.getElementById("perangkat")?.replaceWith(standing());
}

async function write(kind, given, id) {
  const { data, texts } = readAs(kind, given);
  try {
    const note = await kept.write(kind, data, texts);
    tell(text("kept", { kind: text(`entry ${kind}`), at: hour(kept.now()) }));
    draw(id);
    others.postMessage(note.uuid);
    clearTimeout(soon);
    soon = setTimeout(send, SOON_SECONDS * 1000);
  } catch (error) {
    if (error instanceof Refused) {
      const why = language === "id" ? error.textId : error.textEn;
      tell(text("refused", { why }), "error");
    } else {
      tell(text("not kept", { why: error.message }), "error");
    }
  }
}

async function send() {
  if (kept === null || busy) return;
  const meeting = kept;
  busy = true;
  told = null;
  refresh();
  try {
    stuck = await navigator.locks.request(`merata send ${meeting.uuid}`, async () => {
      await meeting.reload();
      return synchronise(meeting, language);
    });
    told = { why: "", said: text("sent at", { at: hour(meeting.now()) }) };
    others.postMessage("sent");
  } catch (error) {
    if (!(error instanceof NotSent)) throw error;
    told = { why: error.why, said: text(`not sent ${error.why}`, { why: error.said }) };
  } finally {
    busy = false;
    if (kept === meeting) await after();
  }
}

// What comes after an attempt: the end, where nothing needs this device any more.
async function after() {
  if (!kept.over) {
    refresh();
    return;
  }
  const address = `/kantor/musyawarah/${kept.uuid}/`;
  await store.forget(kept.uuid);
  if ((await store.meetings()).length === 0) await store.wipe();
  kept = null;
  tell("");
  others.postMessage("wiped");
  show(
    make("h1", {}, text("over")),
    make("p", {}, text("over explained")),
    make("p", {}, make("a", { class: "button", href: address }, text("go on"))),
  );
}

// Signing out: the device is cleared first, and what is only here is asked about.
async function leave() {
  const number = await store.countNotes();
  if (number > 0 && (await asked(number)) !== "wipe") return;
  const token = await planOf(kept.uuid, language).then(
    (plan) => plan.token,
    () => null,
  );
  kept = null;
  await store.wipe();
  others.postMessage("wiped");
  if (token === null) {
    show(make("h1", {}, text("wiped")), make("p", {}, text("wiped offline")));
    return;
  }
  const form = make(
    "form",
    { method: "post", action: "/akun/keluar/", hidden: true },
    make("input", { name: "csrfmiddlewaretoken", value: token }),
  );
  document.body.append(form);
  form.submit();
}

function asked(number) {
  return new Promise((resolve) => {
    const button = (value, said, look) => make("button", { value, class: look, formmethod: "dialog" }, said);
    const box = make(
      "dialog",
      {
        "aria-labelledby": "tanya",
        onclose: () => {
          resolve(box.returnValue);
          box.remove();
        },
      },
      make(
        "form",
        { method: "dialog" },
        make("h2", { id: "tanya" }, text("leave question", { number })),
        make("p", {}, text("leave explained")),
        make(
          "div",
          { class: "device-buttons" },
          button("stay", text("stay"), ""),
          button("wipe", text("wipe and leave"), "danger"),
        ),
      ),
    );
    document.body.append(box);
    box.showModal();
  });
}

async function changed() {
  if (kept === null) return;
  if ((await store.exists()) && (await kept.reload())) refresh();
  else start();
}

others.onmessage = changed;
window.addEventListener("hashchange", start);
window.addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(send, EVERY_SECONDS * 1000);
start();
