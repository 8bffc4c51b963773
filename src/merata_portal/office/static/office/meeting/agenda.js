// The agenda: what is discussed, how it is decided, who differs, what is objected to.
import { make } from "./dom.js";
import { decisionOf } from "./entries.js";
import { folded, form, tap, who } from "./forms.js";
import { text } from "./texts.js";

const LONG = { required: true, maxlength: 4000 };

export function agenda(here, gathering) {
  const { record } = here;
  return make(
    "section",
    { class: "panel", id: "acara" },
    make("h2", {}, text("agenda")),
    make(
      "ol",
      { class: "agenda" },
      record.items.map((item, place) => one(here, item, place)),
    ),
    gathering ? [adding(here), objections(here)] : null,
  );
}

function one(here, item, place) {
  const { record, names, write } = here;
  const decision = record.meeting.decisions[item];
  const now = item === record.current;
  const open = record.meeting.state === "open";
  const mark = record.oversight.includes(item) ? [" ", make("span", { class: "mark" }, text("oversight"))] : null;
  const words = outcome(here, item);
  return make(
    "li",
    now ? { class: "now", "aria-current": "step" } : {},
    make("p", { class: "title" }, names.titles.get(item), mark),
    make("p", { class: "quiet" }, decisionOf(decision), words ? `: ${words}` : ""),
    open && !now
      ? tap(write, { id: `bahas-${place}`, kind: "item_taken", hidden: { item }, said: text("discuss") })
      : null,
    open && now ? deciding(here, item, decision) : null,
  );
}

function outcome({ standing, texts }, item) {
  const said = standing.filter((entry) => ["agreed", "voted"].includes(entry.kind) && entry.data.item === item);
  return said.length > 0 ? (texts[said[said.length - 1].uuid]?.text ?? "") : "";
}

function deciding({ write, kept, record, choices }, item, decision) {
  const hidden = { item };
  const parts = [];
  if (decision === undefined || decision.carried === null) {
    parts.push(
      form(write, {
        id: "mufakat",
        kind: "agreed",
        hidden,
        fields: [["text", "long", text("decision"), LONG]],
        button: text("agree"),
      }),
    );
    if (decision === undefined) {
      parts.push(tap(write, { id: "tidak-mufakat", kind: "unresolved", hidden, said: text("no consensus button") }));
    }
    if (decision !== undefined || !kept.plan.rules.consensus_first) {
      parts.push(make("h3", {}, text("vote")), voting(write, hidden, record.meeting.signed));
    }
  }
  if (decision !== undefined) {
    const fields = [who(choices), ["text", "long", text("opinion"), LONG]];
    parts.push(
      folded(
        "beda-lipat",
        text("dissent"),
        form(write, {
          id: "beda",
          kind: "dissented",
          hidden,
          fields,
          button: text("record dissent"),
          look: "second",
        }),
      ),
    );
  }
  return parts;
}

function voting(write, hidden, most) {
  const number = { min: 0, max: most, required: true };
  return form(write, {
    id: "suara",
    kind: "voted",
    hidden,
    button: text("record vote"),
    fields: [
      ["in_favour", "number", text("in favour"), number],
      ["against", "number", text("against"), number],
      ["abstained", "number", text("abstained"), { ...number, value: 0 }],
      ["text", "long", text("what is decided"), LONG],
    ],
  });
}

function adding({ write }) {
  const hidden = { item: crypto.randomUUID(), oversight: false };
  const fields = [["title", "text", text("item"), { required: true, maxlength: 300 }]];
  return folded(
    "butir-lipat",
    text("add item"),
    form(write, { id: "butir", kind: "item_added", hidden, fields, button: text("add"), look: "second" }),
  );
}

function objections({ write, standing, texts, record, choices }) {
  const made = standing.filter((entry) => entry.kind === "objected");
  const fields = [who(choices), ["text", "long", text("objection"), LONG]];
  return folded(
    "keberatan-lipat",
    text("objections"),
    made.map((entry) =>
      make(
        "div",
        { class: "change" },
        make("p", {}, texts[entry.uuid]?.text ?? ""),
        settling(write, entry.uuid, record.objections[entry.uuid]),
      ),
    ),
    form(write, { id: "keberatan", kind: "objected", fields, button: text("record objection"), look: "second" }),
  );
}

function settling(write, objection, upheld) {
  if (upheld !== null) return make("p", { class: "quiet" }, text(upheld ? "upheld" : "not upheld"));
  const answer = (yes) =>
    tap(write, {
      id: `${yes ? "terima" : "tolak"}-${objection}`,
      kind: "objection_settled",
      hidden: { objection, upheld: yes },
      said: text(yes ? "upheld" : "not upheld"),
      look: yes ? "" : "second",
    });
  return make("p", {}, answer(true), " ", answer(false));
}
