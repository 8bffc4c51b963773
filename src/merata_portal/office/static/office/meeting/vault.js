// What keeps names and words on this device unreadable: a key made of the secretary's own PIN or phrase, never stored.
// AES-GCM refuses a wrong key and anything changed or moved: each record is bound to its place.

export const LEAST_SIGNS = 8;
export const ROUNDS = 600_000;
const coder = new TextEncoder();

export function newSalt() {
  return crypto.getRandomValues(new Uint8Array(16));
}

export async function keyFrom(secret, salt, rounds) {
  const given = await crypto.subtle.importKey("raw", coder.encode(secret.normalize("NFC")), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    given,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

export async function sealed(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const algorithm = { name: "AES-GCM", iv, additionalData: coder.encode(place) };
  return { iv, data: await crypto.subtle.encrypt(algorithm, key, coder.encode(JSON.stringify(value))) };
}

// Throws for a wrong key: OperationError.
export async function unsealed(key, place, { iv, data }) {
  const algorithm = { name: "AES-GCM", iv, additionalData: coder.encode(place) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, data)));
}

// Whether a secret is one that the first guesses do not find: long enough, no single sign repeated, no plain run.
export function isWeak(secret) {
  const runs = ["01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjkl"];
  const small = secret.toLowerCase();
  return secret.length < LEAST_SIGNS || new Set(small).size < 4 || runs.some((one) => one.includes(small));
}
