// What is written down beside the agenda: notes, findings, the end of the meeting, and what was written last.
import { make } from "./dom.js";
import { lineOf } from "./entries.js";
import { folded, form, tap } from "./forms.js";
import { language, text } from "./texts.js";

const STARTING = ["invited", "postponed", "reconvened"];
const SHOWN = 12;
const LONG = { required: true, maxlength: 4000 };

export function earlier({ kept, write, record }) {
  const open = kept.plan.findings.filter((one) => !record.judged.includes(one.uuid));
  if (open.length === 0) return null;
  return make(
    "section",
    { class: "panel" },
    make("h2", {}, text("earlier findings")),
    open.map((one) => {
      const hidden = { finding: one.uuid, item: record.current };
      const fields = [["text", "text", text("why"), { required: true, maxlength: 4000 }]];
      return make(
        "div",
        { class: "change" },
        make("p", {}, one.text),
        tap(write, { id: `selesai-${one.uuid}`, kind: "finding_confirmed", hidden, said: text("settled"), look: "" }),
        folded(
          `ulang-lipat-${one.uuid}`,
          text("reopen"),
          form(write, {
            id: `ulang-${one.uuid}`,
            kind: "finding_reopened",
            hidden,
            fields,
            button: text("reopen"),
            look: "second",
          }),
        ),
      );
    }),
  );
}

export function writing(here, gathering, refused) {
  const { kept, write, record } = here;
  const state = record.meeting.state;
  const about = { item: record.current };
  const note = { id: "catatan", kind: "noted", hidden: about, button: text("write"), look: "second" };
  return make(
    "section",
    { class: "panel", id: "catat" },
    make("h2", {}, text("write")),
    gathering ? form(write, { ...note, fields: [["text", "long", text("minutes note"), LONG]] }) : null,
    state === "open" ? folded("temuan-lipat", text("finding"), finding(kept, write, about)) : null,
    state === "open" ? closing(write, record) : null,
    [...STARTING, "consulted"].includes(state) ? cancelling(write) : null,
    refused.length > 0 ? unplaced(here, refused) : null,
    make("h3", {}, text("last written")),
    last(here),
  );
}

function closing(write, record) {
  const decided = Object.values(record.meeting.decisions).filter((one) => one.carried !== null).length;
  const undecided = record.items.length - decided;
  const said = undecided > 0 ? `${text("undecided items", { number: undecided })} ` : "";
  const before = make("p", { class: "quiet" }, said, text("after closing"));
  const given = { id: "tutup", kind: "closed", button: text("yes close"), look: "big", before };
  return folded("tutup-lipat", text("close"), form(write, given));
}

function cancelling(write) {
  const fields = [["reason", "text", text("reason"), LONG]];
  const given = { id: "batal", kind: "cancelled", fields, button: text("do cancel"), look: "danger" };
  return folded("batal-lipat", text("cancel"), form(write, given));
}

// Notes of this device that do not stand in the order with what the portal has.
function unplaced({ texts, names }, refused) {
  const lines = refused.map(([entry, refusal]) => {
    const why = language === "id" ? refusal.textId : refusal.textEn;
    return make("li", {}, `${lineOf(entry, texts[entry.uuid] ?? {}, names).kind}: ${why}`);
  });
  return make("div", { class: "notice warning" }, make("p", {}, text("locally refused")), make("ul", {}, lines));
}

function last({ kept, standing, texts, names }) {
  const waiting = new Set(kept.notes.map((one) => one.uuid));
  const lines = [...standing].reverse().slice(0, SHOWN);
  return make(
    "ol",
    { class: "log" },
    lines.map((entry) => {
      const line = lineOf(entry, texts[entry.uuid] ?? {}, names);
      const mark = waiting.has(entry.uuid) ? make("span", { class: "mark waiting" }, text("only here")) : null;
      return make(
        "li",
        {},
        make("time", {}, line.at),
        make("strong", {}, line.kind),
        line.said ? ` · ${line.said} ` : " ",
        mark,
      );
    }),
  );
}

function finding(kept, write, about) {
  const area = kept.plan.area;
  const regency = area.split(".").slice(0, 2).join(".");
  const places = [[regency, text("regency")], ...(area === regency ? [] : [[area, text("this area")]])];
  const money = { inputmode: "numeric", pattern: "[0-9. ]{1,17}" };
  return form(write, {
    id: "temuan",
    kind: "found",
    hidden: about,
    button: text("record finding"),
    fields: [
      ["text", "long", text("finding text"), { required: true, maxlength: 4000, help: text("no names") }],
      ["promised_idr", "text", text("promised"), money],
      ["delivered_idr", "text", text("delivered"), money],
      [
        "office_role",
        "choice",
        text("answered by"),
        {
          options: [
            ["social_officer", text("social officer")],
            ["sector_officer", text("sector officer")],
          ],
        },
      ],
      ["office_area", "choice", text("in"), { options: places }],
      ["deadline", "date", text("answer by")],
    ],
  });
}
