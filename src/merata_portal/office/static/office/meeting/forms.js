// Forms of the screen: each writes one kind of note. A field is [name, type, label, more]; empty ones are left out.
import { make } from "./dom.js";
import { text } from "./texts.js";

export function field(id, [name, type, label, more = {}]) {
  const { help, options, ...given } = more;
  const attributes = { id: `${id}-${name}`, name, ...given };
  const control =
    type === "long"
      ? make("textarea", { rows: 2, ...attributes })
      : type === "choice"
        ? make(
            "select",
            attributes,
            options.map(([value, said]) => make("option", { value }, said)),
          )
        : make("input", { type, ...attributes });
  if (given.value !== undefined && type === "long") control.value = given.value;
  const title = make(
    "label",
    { for: attributes.id },
    label,
    help ? [" ", make("span", { class: "help" }, help)] : null,
  );
  return make("div", { class: "field" }, title, control);
}

// `write(kind, fields)` keeps it. `hidden`: what the form says beside its fields; `row`: one line of fields.
export function form(write, { id, kind, fields = [], hidden = {}, button, look = "", row = false, before = null }) {
  const parts = fields.map((one) => field(id, one));
  const send = make("button", { id: `${id}-simpan`, class: look }, button);
  const sent = (event) => {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(event.target)].map(([name, value]) => [name, value.trim()]));
    write(kind, { ...hidden, ...given }, id);
  };
  const inner = row && parts.length > 0 ? make("div", { class: "row-form" }, parts) : parts;
  return make("form", { id, onsubmit: sent }, before, inner, send);
}

export function folded(id, summary, ...parts) {
  return make("details", { id }, make("summary", { id: `${id}-judul` }, summary), parts);
}

// One tap, one note.
export function tap(write, { id, kind, hidden, said, under, look = "second" }) {
  const onclick = () => write(kind, hidden, id);
  const parts = under === undefined ? said : [make("span", { class: "who" }, said), make("small", {}, under)];
  return make("button", { id, class: look, type: "button", onclick }, parts);
}

export function who(people) {
  return ["attendee", "choice", text("who"), { options: [["", text("nobody named")], ...people] }];
}

const NUMBERS = new Set(["in_favour", "against", "abstained", "people", "promised_idr", "delivered_idr"]);
const FLAGS = new Set(["disability", "poor", "oversight", "upheld"]);
const WORDS = new Set(["text", "name", "title", "reason"]);
const WORDS_TOO = { observed: ["part"] };

// What a form says as a note's data and texts.
export function readAs(kind, given) {
  const data = {};
  const texts = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === "" || value === null) continue;
    if (WORDS.has(name) || WORDS_TOO[kind]?.includes(name)) texts[name] = value;
    else if (NUMBERS.has(name)) data[name] = Number(String(value).replaceAll(".", "").replaceAll(" ", ""));
    else if (FLAGS.has(name)) data[name] = value === true || value === "true";
    else data[name] = value;
  }
  return { data, texts };
}
