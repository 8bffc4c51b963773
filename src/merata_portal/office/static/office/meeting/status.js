// What is on this device alone, what the portal says against it, and the buttons for sending, locking and leaving.
import { make } from "./dom.js";
import { text, language } from "./texts.js";

// `told`: how the last attempt to send ended: {why, said, at} or null; `stuck`: notes that the portal cannot keep.
export function status(kept, told, stuck, { send, lock, leave, busy }) {
  const number = kept.notes.length;
  const said = number === 0 ? text("all sent") : text(number === 1 ? "one unsent" : "unsent", { number });
  return make(
    "section",
    { id: "perangkat", class: `panel device${number > 0 ? " unsent" : ""}`, "aria-label": text("this device") },
    make("p", { class: "unsent-count", id: "belum" }, said),
    told === null ? null : make("p", { class: "quiet", role: "status" }, told.said, signing(told, kept.uuid)),
    stuck.length > 0 ? make("p", { class: "notice error" }, text("stuck", { number: stuck.length })) : null,
    make(
      "div",
      { class: "device-buttons" },
      make("button", { type: "button", id: "kirim", onclick: send, disabled: busy }, text(busy ? "sending" : "send")),
      make("button", { type: "button", id: "kunci", class: "second", onclick: lock }, text("lock")),
      make("button", { type: "button", id: "keluar", class: "second", onclick: leave }, text("leave")),
    ),
  );
}

function signing(told, uuid) {
  if (told.why !== "signed out") return null;
  const back = encodeURIComponent(`${location.pathname}#${uuid}`);
  return [" ", make("a", { href: `/akun/masuk/?next=${back}` }, text("sign in"))];
}

export function conflicts(kept) {
  const all = kept.plan.conflicting;
  if (all.length === 0) return null;
  return make(
    "section",
    { class: "panel", "aria-label": text("conflicts") },
    make("h2", {}, text("conflicts")),
    make("p", {}, text("conflicts explained")),
    all.map((one) =>
      make(
        "div",
        { class: "change" },
        make("h3", {}, `${one.at} · ${one.kind}`),
        make(
          "dl",
          { class: "facts" },
          make("dt", {}, text(one.device === kept.row.device ? "says this device" : "says other device")),
          make("dd", {}, one.said || one.kind),
          make("dt", {}, text("says portal")),
          make(
            "dd",
            {},
            one.rival === null
              ? text("nothing like it")
              : `${one.rival.at} · ${one.rival.kind}${one.rival.said ? ` · ${one.rival.said}` : ""}`,
          ),
        ),
        make("p", { class: "notice warning" }, language === "id" ? one.why_id : one.why_en),
      ),
    ),
    make("p", {}, make("a", { class: "button", href: `/kantor/musyawarah/${kept.uuid}/` }, text("decide"))),
  );
}
