// The meeting's screen on the device: where it stands, people, agenda; what may be done now and nothing else.
import { agenda } from "./agenda.js";
import { make } from "./dom.js";
import { namesIn } from "./entries.js";
import { form } from "./forms.js";
import { missing, needed, openUntil, quorate, reconveneBy } from "./machine.js";
import { attendance, speaking } from "./people.js";
import { text } from "./texts.js";
import { DAY, date, day, forField, hour } from "./times.js";
import { earlier, writing } from "./writing.js";

const STARTING = ["invited", "postponed", "reconvened"];

export function screen(kept, write) {
  const { record, standing, refused } = kept.log();
  const names = namesIn(kept);
  const here = { kept, write, record, standing, names, now: kept.now(), texts: kept.texts() };
  here.present = [...Object.keys(record.signed), ...record.observers].map((one) => names.people.get(one));
  here.choices = here.present.map((one) => [one.uuid, one.name]);
  const open = record.meeting.state === "open";
  const gathering = open || STARTING.includes(record.meeting.state);
  const hall = gathering ? attendance(here) : null;
  return [
    state(here),
    steps(here),
    jumps(open, gathering),
    make(
      "div",
      { class: "screen" },
      make("div", {}, open ? null : hall, agenda(here, gathering), open ? hall : null),
      make("div", {}, open ? speaking(here) : null, open ? earlier(here) : null, writing(here, gathering, refused)),
    ),
  ];
}

function jumps(open, gathering) {
  const places = [
    [gathering, "hadir", "attendance"],
    [true, "acara", "agenda"],
    [open, "bicara", "speak"],
    [true, "catat", "write"],
  ];
  const links = places
    .filter(([shown]) => shown)
    .map(([, id, key]) => {
      const onclick = () => document.getElementById(id).scrollIntoView();
      return make("button", { type: "button", class: "second", id: `ke-${id}`, onclick }, text(key));
    });
  return make("nav", { class: "jump", "aria-label": text("parts") }, links);
}

function state({ record, names, now, present }) {
  const meeting = record.meeting;
  const [most, lack] = [needed(meeting), missing(meeting)];
  const counted = most > 0 && !meeting.second;
  const short = counted && lack > 0 && STARTING.includes(meeting.state);
  const women = present.filter((one) => one.sex === "female").length;
  const count = make(
    "p",
    { class: "count" },
    make("span", { class: "unseen" }, `${text("present")} `),
    String(meeting.signed),
    make("small", {}, counted ? ` / ${most} ${text("needed")}` : ` ${text("present small")}`),
  );
  const said =
    most === 0
      ? text("no quorum rule")
      : meeting.second
        ? text("second meeting")
        : lack > 0 && meeting.withQuorum
          ? text("quorum at opening")
          : lack > 0
            ? text("lacking", { number: lack })
            : make("strong", {}, text("quorum reached"));
  const waits = STARTING.includes(meeting.state) && meeting.state !== "postponed" && now < meeting.startsAt;
  const latest = openUntil(meeting);
  // A postponement over midnight is told with its day.
  const told = (at) => (day(latest) === day(meeting.startsAt) ? hour(at) : `${date(at)}, ${hour(at)}`);
  return make(
    "section",
    { class: `panel clock${short ? " short" : ""}`, "aria-label": text("state") },
    make("p", { class: "state" }, text(`state ${meeting.state}`)),
    count,
    counted
      ? make("meter", { class: "whole", min: 0, max: most, value: meeting.signed, "aria-label": text("quorum") })
      : null,
    make(
      "p",
      { class: "whole" },
      said,
      " ",
      make(
        "span",
        { class: "quiet" },
        text("counts", { invited: meeting.invited, observers: record.observers.length, women }),
      ),
    ),
    waits
      ? make("p", { class: "whole" }, text("starts", { at: `${date(meeting.startsAt)}, ${hour(meeting.startsAt)}` }))
      : null,
    meeting.state === "postponed"
      ? make("p", { class: "whole" }, text("postponed until", { at: told(meeting.startsAt), latest: told(latest) }))
      : null,
    stuck(meeting, now) ? make("p", { class: "whole notice warning" }, text("too late")) : null,
    record.current === null || meeting.state !== "open"
      ? null
      : make("p", { class: "whole" }, make("strong", {}, text("discussed")), ` ${names.titles.get(record.current)}`),
  );
}

// Whether the time that the rules leave for the next step is over: what is left is to call the meeting off.
function stuck(meeting, now) {
  const [latest, last] = [openUntil(meeting), reconveneBy(meeting)];
  const late = latest !== null && now > latest;
  if (meeting.state === "consulted") return last === null || day(now) > last;
  return (
    late &&
    ((meeting.state === "invited" && !quorate(meeting)) || (meeting.state === "postponed" && quorate(meeting)))
  );
}

function steps({ record, now, write }) {
  const meeting = record.meeting;
  const [start, latest, last] = [meeting.startsAt, openUntil(meeting), reconveneBy(meeting)];
  const due = now >= start;
  const tooLate = meeting.state === "postponed" && latest !== null && now > latest;
  const parts = [];
  if (
    STARTING.includes(meeting.state) &&
    (quorate(meeting) || meeting.second) &&
    meeting.signed > 0 &&
    (due || meeting.state === "postponed") &&
    !tooLate
  ) {
    parts.push(form(write, { id: "buka", kind: "opened", button: text("open"), look: "big" }));
  }
  if (meeting.state === "invited" && due && !quorate(meeting) && latest !== null && now <= latest) {
    const until = forField(latest);
    const fields = [
      [
        "until",
        "datetime-local",
        text("postpone to"),
        { value: until, max: until, required: true, help: text("at most", { at: hour(latest) }) },
      ],
    ];
    parts.push(framed(form(write, { id: "tunda", kind: "postponed", fields, button: text("postpone"), row: true })));
  }
  if (meeting.state === "postponed" && due && !quorate(meeting) && meeting.rules.consultation) {
    const fields = [
      ["people", "number", text("consulted people"), { min: 1, value: meeting.signed, required: true }],
    ];
    parts.push(
      framed(form(write, { id: "konsultasi", kind: "consulted", fields, button: text("consult"), row: true })),
    );
  }
  if (meeting.state === "consulted" && !stuck(meeting, now)) {
    const morning = Math.floor(now / DAY + 1) * DAY + 9 * 3600 * 1000;
    const most = last * DAY + DAY - 60_000;
    const given = {
      value: forField(Math.min(morning, most)),
      max: forField(most),
      required: true,
      help: text("at latest", { day: date(most) }),
    };
    const fields = [["starts_at", "datetime-local", text("second on"), given]];
    parts.push(
      framed(form(write, { id: "kedua", kind: "reconvened", fields, button: text("reconvene"), row: true })),
    );
  }
  return make("div", { class: "steps" }, parts);
}

const framed = (part) => make("div", { class: "panel" }, part);
