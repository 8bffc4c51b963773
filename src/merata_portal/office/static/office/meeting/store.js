// IndexedDB: the meetings that were prepared here and the notes that the portal has not acknowledged yet. What a caller
// awaits is on the disk when the promise ends: every write is waited for to the end of its transaction.

export const NAME = "merata-musyawarah";
const STRICT = { durability: "strict" };

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("meetings", { keyPath: "meeting" });
      asked.result.createObjectStore("notes", { keyPath: ["meeting", "sequence"] });
    };
    asked.onsuccess = () => {
      // Another page of this device wipes it: this one must let go.
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
}

async function within(mode, work) {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(["meetings", "notes"], mode, STRICT);
      let result;
      transaction.oncomplete = () => resolve(result === undefined ? undefined : result.result);
      transaction.onabort = () => reject(transaction.error);
      result = work(transaction.objectStore("meetings"), transaction.objectStore("notes"));
    });
  } finally {
    database.close();
  }
}

// Whether anything was ever kept here: asking leaves no trace.
export async function exists() {
  return (await indexedDB.databases()).some((one) => one.name === NAME);
}

const ofMeeting = (meeting) => IDBKeyRange.bound([meeting, 0], [meeting, Infinity]);

export const meetings = async () => ((await exists()) ? within("readonly", (kept) => kept.getAll()) : []);
export const meeting = (uuid) => within("readonly", (kept) => kept.get(uuid));
export const notes = (uuid) => within("readonly", (_kept, all) => all.getAll(ofMeeting(uuid)));
export const countNotes = () => within("readonly", (_kept, all) => all.count());

// One change together: the meeting's row and a new note under the number that no other has.
export const addNote = (row, note) =>
  within("readwrite", (kept, all) => {
    all.add(note);
    kept.put(row);
  });

// The portal's newer word, and the notes that it acknowledged, in one change.
export const replaceMeeting = (row, acknowledged = []) =>
  within("readwrite", (kept, all) => {
    kept.put(row);
    acknowledged.forEach((sequence) => all.delete([row.meeting, sequence]));
  });

export const forget = (uuid) =>
  within("readwrite", (kept, all) => {
    kept.delete(uuid);
    all.delete(ofMeeting(uuid));
  });

// Everything of the office on this device: notes, names, keys' salts, and the program that was kept for working alone.
export async function wipe() {
  await new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = resolve;
    asked.onerror = () => reject(asked.error);
  });
  for (const name of await caches.keys()) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
}
