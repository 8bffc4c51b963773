// Signing out on any page of the office clears this device of its meetings first, and asks about what is only here.
import { countNotes, exists, wipe } from "./store.js";

const question = document.getElementById("unsent-question");

async function kept() {
  try {
    return (await exists()) ? await countNotes() : 0;
  } catch {
    return 0; // a browser that keeps nothing has nothing to lose, and must be able to sign out
  }
}

for (const form of document.querySelectorAll('form[action="/akun/keluar/"]')) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const number = await kept();
    question.querySelector("span").textContent = String(number);
    if (number > 0 && !window.confirm(question.textContent)) return;
    try {
      await wipe();
    } finally {
      form.submit();
    }
  });
}
