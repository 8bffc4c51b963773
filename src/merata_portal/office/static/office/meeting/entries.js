// Entries of the log in the words of the page.
import { text } from "./texts.js";
import { hour, parsed } from "./times.js";

const SAID = ["name", "title", "text", "reason"];

// Names of people and titles of items by their ids, from the portal's word and from what was written here.
export function namesIn(kept) {
  const people = new Map(kept.plan.invitees.map((one) => [one.uuid, { ...one, invited: true }]));
  const titles = new Map(Object.entries(kept.plan.titles));
  for (const one of [...kept.plan.entries, ...kept.notes]) {
    if (one.kind === "observed") {
      const { visitor, element = "", sex = "" } = one.data;
      people.set(visitor, { uuid: visitor, name: one.texts.name, element, sex, part: one.texts.part ?? "" });
    } else if (one.kind === "item_added") titles.set(one.data.item, one.texts.title);
  }
  return { people, titles };
}

export function lineOf(entry, texts, { people, titles }) {
  const { data } = entry;
  const who = people.get(data.attendee ?? data.invitee ?? "")?.name ?? "";
  const words = SAID.map((name) => texts[name] ?? "");
  const votes = entry.kind === "voted" ? votesOf([data.in_favour, data.against, data.abstained]) : "";
  const said = [who, titles.get(data.item) ?? "", votes, ...words].filter((one) => one !== "");
  const at = typeof entry.at === "number" ? entry.at : parsed(entry.at);
  return { at: hour(at), kind: text(`entry ${entry.kind}`), said: [...new Set(said)].join(" · ") };
}

export function votesOf([inFavour, against, abstained]) {
  return text("votes", { inFavour, against, abstained });
}

export function decisionOf(decision) {
  if (decision === undefined) return text("undecided");
  if (decision.carried === null) return text("no consensus");
  if (decision.votes === null) return text("consensus");
  return `${text(decision.carried ? "carried" : "lost")}: ${votesOf(decision.votes)}`;
}
