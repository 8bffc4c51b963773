// Who is there, who watches, who speaks: one tap a person.
import { make } from "./dom.js";
import { folded, form, tap, who } from "./forms.js";
import { text } from "./texts.js";
import { hour } from "./times.js";

export function attendance({ record, names, kept, write }) {
  const absent = record.invitees.filter((one) => !(one in record.signed)).map((one) => names.people.get(one));
  const taps = absent.map((one) =>
    make(
      "li",
      {},
      tap(write, {
        id: `hadir-${one.uuid}`,
        kind: "signed",
        hidden: { invitee: one.uuid },
        said: one.name,
        under: whence(kept, one),
      }),
    ),
  );
  return make(
    "section",
    { class: "panel", id: "hadir" },
    make("h2", {}, text("attendance list")),
    absent.length > 0
      ? [make("p", { class: "quiet" }, text("tap signed")), make("ul", { class: "taps" }, taps)]
      : make("p", { class: "empty" }, text("all present")),
    signedIn({ record, names, write }),
    folded("tamu-lipat", text("observers"), observer(kept, write)),
  );
}

// Who stands on the list, each with the way to take a wrong tap back.
function signedIn({ record, names, write }) {
  const there = Object.entries(record.signed).reverse(); // the last tap first
  if (there.length === 0) return null;
  const fields = [["reason", "text", text("why taken back"), { required: true, maxlength: 200 }]];
  const lines = there.map(([who, at]) =>
    make(
      "li",
      {},
      make("time", {}, hour(at)),
      names.people.get(who).name,
      folded(
        `batal-hadir-lipat-${who}`,
        [text("take back"), make("span", { class: "unseen" }, ` ${names.people.get(who).name}`)],
        form(write, {
          id: `batal-hadir-${who}`,
          kind: "unsigned",
          hidden: { invitee: who },
          fields,
          button: text("take sign-in back"),
          look: "second",
        }),
      ),
    ),
  );
  const summary = text("signed already", { number: there.length });
  return folded("sudah-hadir", summary, make("ul", { class: "log" }, lines));
}

export function speaking({ kept, write, record, present, choices }) {
  const times = (one) => record.spoken.filter((spoke) => spoke.attendee === one.uuid).length;
  const taps = present.map((one) => {
    const under = [whence(kept, one), times(one) > 0 ? `${times(one)}×` : ""].filter(Boolean).join(" · ");
    const hidden = { attendee: one.uuid, item: record.current };
    return make("li", {}, tap(write, { id: `bicara-${one.uuid}`, kind: "spoke", hidden, said: one.name, under }));
  });
  return make(
    "section",
    { class: "panel", id: "bicara" },
    make("h2", {}, text("speak")),
    make("p", { class: "quiet" }, text("tap spoke")),
    make("ul", { class: "taps" }, taps),
    make("h3", {}, text("aspiration")),
    form(write, {
      id: "aspirasi",
      kind: "aspiration",
      hidden: { item: record.current },
      button: text("record aspiration"),
      fields: [who(choices), ["text", "long", text("as spoken"), { required: true, maxlength: 4000 }]],
    }),
  );
}

function whence(kept, one) {
  const element = one.invited ? (kept.plan.element_names[one.element] ?? one.element) : text("observer");
  return [element, one.part].filter(Boolean).join(" · ");
}

function observer(kept, write) {
  const none = ["", text("not recorded")];
  const yes = [none, ["true", text("yes")], ["false", text("no")]];
  const elements = kept.plan.rules.elements.map((one) => [one, kept.plan.element_names[one] ?? one]);
  return form(write, {
    id: "tamu",
    kind: "observed",
    hidden: { visitor: crypto.randomUUID() },
    button: text("record observer"),
    fields: [
      ["name", "text", text("name"), { maxlength: 150, autocomplete: "off", required: true }],
      ["element", "choice", text("element"), { options: [none, ...elements] }],
      ["sex", "choice", text("sex"), { options: [none, ["female", text("female")], ["male", text("male")]] }],
      ["disability", "choice", text("disability"), { options: yes }],
      ["poor", "choice", text("poor"), { options: yes }],
      ["part", "text", text("hamlet"), { maxlength: 60 }],
    ],
    before: make("p", { class: "help" }, text("observers note")),
  });
}
