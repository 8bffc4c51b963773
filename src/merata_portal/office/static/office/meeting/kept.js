// One meeting on this device, unlocked: what the portal last said of it, the notes that only this device has, and what
// both make of the meeting. The key lives in this object's memory alone.
import { fold, step } from "./log.js";
import * as store from "./store.js";
import { parsed, written } from "./times.js";
import { ROUNDS, keyFrom, newSalt, sealed, unsealed } from "./vault.js";

export class Kept {
  constructor(row, key, plan) {
    Object.assign(this, { row, key, plan, notes: [] });
  }

  // Keep the portal's `plan` here under a new key; replaces nothing that is there already.
  static async prepare(plan, label, secret) {
    const salt = newSalt();
    const key = await keyFrom(secret, salt, ROUNDS);
    const row = {
      meeting: plan.meeting,
      device: crypto.randomUUID(),
      label,
      salt,
      rounds: ROUNDS,
      next: 1,
      ahead: ahead(plan),
    };
    row.plan = await sealed(key, `plan ${row.meeting}`, plan);
    await store.replaceMeeting(row);
    return new Kept(row, key, plan);
  }

  // The meeting as it was kept; null for a wrong secret.
  static async unlock(uuid, secret) {
    const row = await store.meeting(uuid);
    const key = await keyFrom(secret, row.salt, row.rounds);
    try {
      const kept = new Kept(row, key, await unsealed(key, `plan ${uuid}`, row.plan));
      await kept.reload();
      return kept;
    } catch (error) {
      if (error.name === "OperationError") return null;
      throw error;
    }
  }

  get uuid() {
    return this.row.meeting;
  }

  // Read again what is on the disk: another page of this device may have written. False: it was wiped.
  async reload() {
    const row = await store.meeting(this.uuid);
    if (row === undefined || row.device !== this.row.device) return false;
    this.row = row;
    this.plan = await unsealed(this.key, `plan ${this.uuid}`, row.plan);
    const rows = await store.notes(this.uuid);
    this.notes = await Promise.all(rows.map((one) => unsealed(this.key, this.#place(one.sequence), one)));
    return true;
  }

  // The portal's wall clock now, by this device's clock corrected when both last spoke.
  now() {
    return Date.now() + this.row.ahead;
  }

  log() {
    const theirs = this.plan.entries.map(entryOf);
    const known = new Set(theirs.map((one) => one.uuid));
    const ours = this.notes.filter((one) => !known.has(one.uuid)).map((one) => entryOf(this.#sent(one)));
    return fold(this.plan.rules, [...theirs, ...ours]);
  }

  texts() {
    return Object.fromEntries([...this.plan.entries, ...this.notes].map((one) => [one.uuid, one.texts]));
  }

  // Write a note down for good; throws machine.Refused for what the rules or the record forbid, and keeps nothing.
  async write(kind, data, texts) {
    return navigator.locks.request(`merata ${this.uuid}`, async () => {
      if (!(await this.reload())) throw new Error("wiped");
      const { record } = this.log();
      const at = Math.max(this.now(), record.meeting.lastAt ?? 0, ...this.notes.map((one) => parsed(one.at)));
      const sequence = this.row.next;
      const note = { uuid: crypto.randomUUID(), sequence, kind, at: written(at), data, texts };
      step(record, entryOf(this.#sent(note)));
      const cell = await sealed(this.key, this.#place(sequence), note);
      await store.addNote({ ...this.row, next: sequence + 1 }, { meeting: this.uuid, sequence, ...cell });
      await this.reload();
      return note;
    });
  }

  // The portal's newer word, and the end of the notes that it has.
  async replace(plan, acknowledged) {
    await navigator.locks.request(`merata ${this.uuid}`, async () => {
      if (!(await this.reload())) return;
      const cell = await sealed(this.key, `plan ${this.uuid}`, plan);
      await store.replaceMeeting({ ...this.row, ahead: ahead(plan), plan: cell }, acknowledged);
      await this.reload();
    });
  }

  // Nothing of this meeting needs this device any more.
  get over() {
    const ended = ["closed", "reported", "cancelled"].includes(this.log().record.meeting.state);
    return ended && this.notes.length === 0 && this.plan.conflicting.length === 0;
  }

  #place(sequence) {
    return `note ${this.uuid} ${sequence}`;
  }

  #sent(note) {
    return { ...note, device: this.row.device };
  }
}

function entryOf({ uuid, device, sequence, kind, at, data }) {
  return { uuid, device, sequence, kind, at: parsed(at), data };
}

function ahead(plan) {
  return parsed(plan.server_time) - plan.received;
}
