// A meeting's log on the device: entries in one order and what stands of them, as merata.participation.log and
// log_steps say; a test never lets them part. An entry is {uuid, device, sequence, kind, at, data}; its `at` is in
// milliseconds.
import { Refused, STATES, advance, begun } from "./machine.js";
import { parsed } from "./times.js";

const GATHERING = ["invited", "postponed", "reconvened", "open"];
const OPEN = ["open"];

export function fold(rules, entries) {
  let record = {
    meeting: begun(rules),
    invitees: [],
    signed: {},
    signedFirst: [],
    observers: [],
    items: [],
    oversight: [],
    current: null,
    spoken: [],
    objections: {},
    findings: [],
    judged: [],
  };
  const standing = [];
  const refused = [];
  for (const entry of ordered(entries)) {
    try {
      record = step(record, entry);
      standing.push(entry);
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      refused.push([entry, refusal]);
    }
  }
  return { record, standing, refused };
}

export function step(record, entry) {
  return { ...record, ...STEPS[entry.kind](record, entry) };
}

// By time, then device, then the device's own numbering, which is believed more than its clock.
export function ordered(entries) {
  const byDevice = [...entries].sort(
    (one, other) =>
      compared(one.device, other.device) || one.sequence - other.sequence || compared(one.uuid, other.uuid),
  );
  const timed = [];
  for (const entry of byDevice) {
    const last = timed[timed.length - 1];
    const at = last !== undefined && last.device === entry.device ? Math.max(entry.at, last.at) : entry.at;
    timed.push({ ...entry, at });
  }
  return timed.sort(
    (one, other) =>
      one.at - other.at ||
      compared(one.device, other.device) ||
      one.sequence - other.sequence ||
      compared(one.uuid, other.uuid),
  );
}

export function isPresent(record, who) {
  return who in record.signed || record.observers.includes(who);
}

function compared(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

function only(record, states) {
  const state = record.meeting.state;
  if (!states.includes(state)) {
    throw new Refused(
      `tidak dapat dicatat saat musyawarah ${STATES[state]}; hanya saat ` +
        states.map((one) => STATES[one]).join(", "),
      `cannot be recorded while the meeting is ${state}; only while ${states.join(", ")}`,
    );
  }
}

function about(record, entry) {
  const item = entry.data.item ?? null;
  if (item !== null && !record.items.includes(item)) {
    throw new Refused("butir ini tidak ada dalam acara", "this item is not on the agenda");
  }
  return item;
}

function attendee(record, entry) {
  const who = entry.data.attendee ?? null;
  if (who !== null && !isPresent(record, who)) {
    throw new Refused(
      "orang ini belum menandatangani daftar hadir",
      "this person has not signed the attendance list",
    );
  }
  return who;
}

function machine(record, event) {
  return { meeting: advance(record.meeting, event) };
}

function invite(record, entry) {
  const { invitees, items, oversight } = entry.data;
  if (items.length === 0) {
    throw new Refused("acara masih kosong; tambahkan butir acara", "the agenda is empty; add an item");
  }
  if (oversight.some((one) => !items.includes(one))) {
    throw new Refused("butir pengawasan tidak ada dalam acara", "an item of oversight is not on the agenda");
  }
  const startsAt = parsed(entry.data.starts_at);
  const next = machine(record, { kind: "invited", at: entry.at, invited: invitees.length, startsAt });
  return { ...next, invitees, items, oversight };
}

function sign(record, entry) {
  const who = entry.data.invitee;
  if (!record.invitees.includes(who)) {
    throw new Refused(
      "orang ini tidak diundang; catat sebagai pengamat",
      "this person was not invited; record an observer",
    );
  }
  if (who in record.signed) {
    throw new Refused("orang ini sudah menandatangani daftar hadir", "this person has signed the list already");
  }
  return { ...machine(record, { kind: "signed", at: entry.at }), signed: { ...record.signed, [who]: entry.at } };
}

function unsign(record, entry) {
  const who = entry.data.invitee;
  if (!(who in record.signed)) {
    throw new Refused(
      "orang ini tidak tercatat menandatangani daftar hadir",
      "this person does not stand on the attendance list",
    );
  }
  const signed = { ...record.signed };
  delete signed[who];
  return { ...machine(record, { kind: "unsigned", at: entry.at }), signed };
}

function observe(record, entry) {
  only(record, GATHERING);
  const who = entry.data.visitor;
  if (isPresent(record, who) || record.invitees.includes(who)) {
    throw new Refused("orang ini sudah ada dalam daftar", "this person is on a list already");
  }
  return { observers: [...record.observers, who] };
}

function reconvene(record, entry) {
  const next = machine(record, { kind: "reconvened", at: entry.at, startsAt: parsed(entry.data.starts_at) });
  const signedFirst = [...new Set([...record.signedFirst, ...Object.keys(record.signed)])];
  return { ...next, signed: {}, observers: [], signedFirst };
}

function addItem(record, entry) {
  only(record, GATHERING);
  const item = entry.data.item;
  if (record.items.includes(item)) {
    throw new Refused("butir ini sudah ada dalam acara", "this item is on the agenda already");
  }
  const oversight = entry.data.oversight ? [...record.oversight, item] : record.oversight;
  return { items: [...record.items, item], oversight };
}

function takeItem(record, entry) {
  only(record, OPEN);
  return { current: about(record, entry) };
}

function object(record, entry) {
  only(record, GATHERING);
  about(record, entry);
  attendee(record, entry);
  return { objections: { ...record.objections, [entry.uuid]: null } };
}

function settle(record, entry) {
  only(record, GATHERING);
  const objection = entry.data.objection;
  if (!(objection in record.objections)) {
    throw new Refused("keberatan ini tidak tercatat", "this objection is not on record");
  }
  if (record.objections[objection] !== null) {
    throw new Refused("keberatan ini sudah dijawab", "this objection is settled already");
  }
  return { objections: { ...record.objections, [objection]: entry.data.upheld } };
}

function speak(record, entry) {
  only(record, OPEN);
  const item = about(record, entry);
  const spoken = { entry: entry.uuid, attendee: attendee(record, entry), item, asked: entry.kind === "aspiration" };
  return { spoken: [...record.spoken, spoken] };
}

function decide(record, entry) {
  const item = about(record, entry);
  if (item === null) throw new Refused("butir acaranya tidak disebut", "the item is not named");
  const { in_favour: inFavour, against, abstained } = entry.data;
  return machine(record, { kind: entry.kind, at: entry.at, item, inFavour, against, abstained });
}

function dissent(record, entry) {
  only(record, OPEN);
  attendee(record, entry);
  const item = about(record, entry);
  if (item === null || record.meeting.decisions[item] === undefined) {
    throw new Refused("butir ini belum diputuskan", "this item is not decided yet");
  }
  return {};
}

function note(record, entry) {
  only(record, GATHERING);
  about(record, entry);
  return {};
}

function find(record, entry) {
  only(record, OPEN);
  about(record, entry);
  return { findings: [...record.findings, entry.uuid] };
}

function judge(record, entry) {
  only(record, OPEN);
  about(record, entry);
  if (record.judged.includes(entry.data.finding)) {
    throw new Refused("temuan ini sudah dinilai dalam musyawarah ini", "this meeting has judged the finding already");
  }
  return { judged: [...record.judged, entry.data.finding] };
}

const plain = (record, entry) => machine(record, { kind: entry.kind, at: entry.at });

const STEPS = {
  invited: invite,
  signed: sign,
  unsigned: unsign,
  observed: observe,
  opened: plain,
  postponed: (record, entry) => machine(record, { kind: "postponed", at: entry.at, until: parsed(entry.data.until) }),
  consulted: (record, entry) => machine(record, { kind: "consulted", at: entry.at, people: entry.data.people }),
  reconvened: reconvene,
  cancelled: plain,
  closed: plain,
  reported: plain,
  item_added: addItem,
  item_taken: takeItem,
  objected: object,
  objection_settled: settle,
  spoke: speak,
  aspiration: speak,
  agreed: decide,
  unresolved: decide,
  voted: decide,
  dissented: dissent,
  noted: note,
  found: find,
  finding_confirmed: judge,
  finding_reopened: judge,
};
