// The regulated steps of a meeting on the device: the same rules, in the same words, as those of the portal
// (merata.participation.meeting_steps), from which a test never lets them part. A meeting is a value; each step gives
// the next one.
import { DAY, HOUR, clock, date, day } from "./times.js";

export const STATES = {
  planned: "direncanakan",
  invited: "diundang",
  postponed: "ditunda",
  consulted: "dikonsultasikan",
  reconvened: "diundang kedua kali",
  open: "berlangsung",
  closed: "ditutup",
  reported: "dilaporkan",
  cancelled: "dibatalkan",
};

export class Refused extends Error {
  constructor(textId, textEn, rule = null) {
    super(textEn);
    Object.assign(this, { textId, textEn, rule });
  }
}

// `rules` as the portal sends them: quorum [2, 3] or null, postponement_hours, consultation, second_meeting_days,
// consensus_first, and by the rule's name its citation in both languages.
export function begun(rules) {
  return {
    rules,
    state: "planned",
    invited: 0,
    signed: 0,
    firstStart: null,
    startsAt: null,
    second: false,
    withQuorum: null,
    openedAt: null,
    closedAt: null,
    reportedAt: null,
    lastAt: null,
    decisions: {},
  };
}

export function needed(meeting) {
  const share = meeting.rules.quorum;
  return share === null ? 0 : Math.ceil((meeting.invited * share[0]) / share[1]);
}

export function quorate(meeting) {
  const share = meeting.rules.quorum;
  return share === null || meeting.signed * share[1] >= meeting.invited * share[0];
}

export function missing(meeting) {
  return Math.max(0, needed(meeting) - meeting.signed);
}

export function openUntil(meeting) {
  const hours = meeting.rules.postponement_hours;
  return hours === null || meeting.firstStart === null ? null : meeting.firstStart + hours * HOUR;
}

// The last day for a second meeting, counted in days.
export function reconveneBy(meeting) {
  const days = meeting.rules.second_meeting_days;
  return days === null || meeting.firstStart === null ? null : day(meeting.firstStart) + days;
}

export function advance(meeting, event) {
  if (meeting.lastAt !== null && event.at < meeting.lastAt) {
    throw new Refused(
      `kejadian ${clock(event.at)} mendahului yang sebelumnya (${clock(meeting.lastAt)})`,
      `the event of ${clock(event.at)} is earlier than the one before it (${clock(meeting.lastAt)})`,
    );
  }
  const [states, step] = STEPS[event.kind];
  if (!states.includes(meeting.state)) {
    throw new Refused(
      `langkah ini tidak dapat diambil saat musyawarah ${STATES[meeting.state]}; hanya saat ` +
        states.map((one) => STATES[one]).join(", "),
      `this step cannot be taken while the meeting is ${meeting.state}; only while ${states.join(", ")}`,
    );
  }
  return { ...meeting, ...step(meeting, event), lastAt: event.at };
}

function refuse(meeting, rule, textId, textEn) {
  const cited = (language) => (rule === null ? "" : ` [${rule}: ${meeting.rules.citations[rule][language]}]`);
  throw new Refused(`${textId}${cited("id")}`, `${textEn}${cited("en")}`, rule);
}

function invite(meeting, event) {
  if (event.invited < 1) refuse(meeting, null, "tidak ada yang diundang", "nobody is invited");
  if (event.startsAt < event.at) refuse(meeting, null, "mulai sebelum undangan", "it starts before the invitation");
  return { state: "invited", invited: event.invited, firstStart: event.startsAt, startsAt: event.startsAt };
}

function sign(meeting) {
  const signed = meeting.signed + 1;
  if (signed > meeting.invited) {
    refuse(
      meeting,
      null,
      `1 tanda tangan menjadi ${signed} dari ${meeting.invited} undangan; paling sedikit 1, paling banyak sejumlah ` +
        "undangan (pengamat dicatat terpisah)",
      `1 signature makes ${signed} of ${meeting.invited} invited; observers are listed apart`,
    );
  }
  return { signed };
}

function unsign(meeting) {
  if (meeting.signed < 1) {
    refuse(
      meeting,
      null,
      `1 tanda hadir dibatalkan dari ${meeting.signed}; paling sedikit 1, paling banyak yang hadir`,
      `1 signatures taken back of ${meeting.signed}; at least 1 and no more than have signed`,
    );
  }
  return { signed: meeting.signed - 1 };
}

function open(meeting, event) {
  const [start, latest] = [meeting.startsAt, openUntil(meeting)];
  if (start !== null && event.at < start && meeting.state !== "postponed") {
    refuse(meeting, null, `dibuka sebelum waktunya (${clock(start)})`, `opened before its time (${clock(start)})`);
  }
  if (meeting.state === "postponed" && latest !== null && event.at > latest) {
    refuse(
      meeting,
      "postponement_hours",
      `penundaan berakhir ${clock(latest)}; setelah itu konsultasi dan musyawarah kedua`,
      `the postponement ended at ${clock(latest)}; then come consultation and a second meeting`,
    );
  }
  if (!meeting.second && !quorate(meeting)) {
    const lack = missing(meeting);
    refuse(
      meeting,
      "quorum",
      `kuorum belum tercapai: ${meeting.signed} dari ${meeting.invited} undangan hadir, kurang ${lack}`,
      `there is no quorum: ${meeting.signed} of ${meeting.invited} invited have signed, ${lack} are missing`,
    );
  }
  if (meeting.signed < 1) refuse(meeting, null, "tidak ada yang hadir", "nobody is present");
  return { state: "open", openedAt: event.at, withQuorum: quorate(meeting) };
}

function postpone(meeting, event) {
  const [start, latest] = [meeting.startsAt, openUntil(meeting)];
  if (latest === null) refuse(meeting, "postponement_hours", "tidak mengenal penundaan", "there is no postponement");
  if (start !== null && event.at < start) {
    refuse(meeting, null, `belum waktunya mulai (${clock(start)})`, `it is not yet to start (${clock(start)})`);
  }
  if (quorate(meeting)) refuse(meeting, "quorum", "kuorum sudah tercapai", "there is a quorum");
  if (event.until < event.at || event.until > latest) {
    refuse(
      meeting,
      "postponement_hours",
      `ditunda sampai ${clock(event.until)}; paling lama sampai ${clock(latest)}`,
      `postponed until ${clock(event.until)}; at most until ${clock(latest)}`,
    );
  }
  return { state: "postponed", startsAt: event.until };
}

function consult(meeting, event) {
  const start = meeting.startsAt;
  if (!meeting.rules.consultation) {
    refuse(meeting, "consultation", "tidak mengenal konsultasi", "there is no consultation");
  }
  if (start !== null && event.at < start) {
    const rule = "postponement_hours";
    refuse(meeting, rule, `penundaan berlaku sampai ${clock(start)}`, `the postponement lasts until ${clock(start)}`);
  }
  if (quorate(meeting)) refuse(meeting, "quorum", "kuorum sudah tercapai", "there is a quorum");
  if (event.people < 1) refuse(meeting, "consultation", "tidak ada yang dimintai pendapat", "nobody was consulted");
  return { state: "consulted" };
}

function reconvene(meeting, event) {
  const last = reconveneBy(meeting);
  if (last === null) {
    refuse(meeting, "second_meeting_days", "tidak mengenal musyawarah kedua", "there is no second meeting");
  }
  if (meeting.state === "postponed" && (meeting.rules.consultation || quorate(meeting))) {
    if (quorate(meeting)) refuse(meeting, "quorum", "kuorum sudah tercapai", "there is a quorum");
    refuse(meeting, "consultation", "konsultasi belum dilakukan", "nobody was consulted yet");
  }
  if (event.startsAt < event.at || day(event.startsAt) > last) {
    refuse(
      meeting,
      "second_meeting_days",
      `musyawarah kedua pada ${clock(event.startsAt)}; paling lambat ${date(last * DAY)}`,
      `the second meeting is on ${clock(event.startsAt)}; expected from now until ${date(last * DAY)}`,
    );
  }
  return { state: "reconvened", second: true, startsAt: event.startsAt, signed: 0 };
}

function decide(meeting, item, decision) {
  const before = meeting.decisions[item];
  if (before !== undefined && before.carried !== null) {
    refuse(meeting, null, "butir ini sudah diputuskan", "this item is decided already");
  }
  return { decisions: { ...meeting.decisions, [item]: decision } };
}

function vote(meeting, event) {
  const tried = meeting.decisions[event.item];
  if (meeting.rules.consensus_first && (tried === undefined || tried.carried !== null)) {
    refuse(
      meeting,
      "consensus_first",
      "mufakat atas butir ini belum diupayakan; catat dahulu bahwa mufakat tidak tercapai",
      "consensus on this item was not sought first; record that none was reached",
    );
  }
  const votes = [event.inFavour, event.against, event.abstained];
  const sum = votes[0] + votes[1] + votes[2];
  if (Math.min(...votes) < 0 || sum < 1 || sum > meeting.signed) {
    refuse(
      meeting,
      null,
      `${sum} suara dari ${meeting.signed} peserta; pengamat tidak bersuara`,
      `${sum} votes of ${meeting.signed} participants; observers have no vote`,
    );
  }
  return decide(meeting, event.item, { carried: event.inFavour > event.against, votes });
}

const STEPS = {
  invited: [["planned"], invite],
  signed: [["invited", "postponed", "reconvened", "open"], sign],
  unsigned: [["invited", "postponed", "reconvened", "open"], unsign],
  opened: [["invited", "postponed", "reconvened"], open],
  postponed: [["invited"], postpone],
  consulted: [["postponed"], consult],
  reconvened: [["postponed", "consulted"], reconvene],
  agreed: [["open"], (meeting, event) => decide(meeting, event.item, { carried: true, votes: null })],
  unresolved: [["open"], (meeting, event) => decide(meeting, event.item, { carried: null, votes: null })],
  voted: [["open"], vote],
  closed: [["open"], (_meeting, event) => ({ state: "closed", closedAt: event.at })],
  reported: [["closed"], (_meeting, event) => ({ state: "reported", reportedAt: event.at })],
  cancelled: [["invited", "postponed", "consulted", "reconvened"], () => ({ state: "cancelled" })],
};
