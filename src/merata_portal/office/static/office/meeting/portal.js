// Speaking with the portal: its word on a meeting, and handing over the notes of this device. Every answer that is not
// the expected one ends the attempt with nothing changed here: the notes wait, and are sent again under their own ids.

const SECONDS = 20;
const PART = 50;

// why: "offline", "signed out", "not found" or "refused" (with the portal's sentence).
export class NotSent extends Error {
  constructor(why, said = "") {
    super(said || why);
    Object.assign(this, { why, said });
  }
}

async function answered(address, given = {}) {
  const headers = { Accept: "application/json", ...given.headers };
  let answer;
  try {
    answer = await fetch(address, {
      ...given,
      headers,
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(SECONDS * 1000),
    });
    if (answer.type === "opaqueredirect") throw new NotSent("signed out");
    if (answer.status === 404) throw new NotSent("not found");
    if (answer.status === 400) throw new NotSent("refused", (await answer.json()).error);
    if (!answer.ok) throw new NotSent("refused", `HTTP ${answer.status}`);
    return await answer.json();
  } catch (error) {
    if (error instanceof NotSent) throw error;
    throw new NotSent("offline");
  }
}

export async function planOf(uuid, language) {
  const plan = await answered(`/kantor/musyawarah/${uuid}/perangkat/?bahasa=${language}`);
  return { ...plan, received: Date.now() };
}

// Send what waits, in order and in parts; each part's acknowledged notes end here together with the portal's newer
// word.
// Returns the notes that the portal could not keep, each with the reason.
export async function synchronise(kept, language) {
  let plan = await planOf(kept.uuid, language);
  const stuck = [];
  const waiting = [...kept.notes];
  while (waiting.length > 0) {
    const part = waiting.splice(0, PART);
    const result = await answered(`/kantor/musyawarah/${kept.uuid}/sinkron/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": plan.token },
      body: JSON.stringify({ device: kept.row.device, events: part }),
    });
    const done = part.filter((_note, place) => result.events[place].outcome !== "unreadable");
    part.forEach((note, place) => {
      if (!done.includes(note)) stuck.push([note, result.events[place]]);
    });
    plan = await planOf(kept.uuid, language);
    await kept.replace(
      plan,
      done.map((one) => one.sequence),
    );
  }
  await kept.replace(plan, []);
  return stuck;
}
