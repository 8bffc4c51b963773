// Keeping the program itself on this device: the service worker, and whether all that it keeps is really there.

const ADDRESS = "/kantor/musyawarah/pekerja.js";
const SCOPE = "/kantor/musyawarah/";

export function possible() {
  return window.isSecureContext && "serviceWorker" in navigator && "locks" in navigator && Boolean(crypto.subtle);
}

export async function keepProgram() {
  const made = await navigator.serviceWorker.register(ADDRESS, { scope: SCOPE, updateViaCache: "none" });
  const worker = made.installing ?? made.waiting ?? made.active;
  if (worker.state === "activated") return;
  await new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("the program could not be kept"));
    });
  });
}

// Whether the browser promises to keep what is here when the disk grows full.
export async function keptForGood() {
  return (await navigator.storage?.persist?.()) ?? false;
}
