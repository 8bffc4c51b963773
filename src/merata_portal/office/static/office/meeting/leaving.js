// Signing out on a page of the portal clears this device of its meetings first, and asks about what is only here.
import { countNotes, exists, wipe } from "./store.js";

const question = document.getElementById("unsent-question");

for (const form of document.querySelectorAll('form[action="/akun/keluar/"]')) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const number = (await exists()) ? await countNotes() : 0;
    question.querySelector("span").textContent = String(number);
    if (number > 0 && !window.confirm(question.textContent)) return;
    await wipe();
    form.submit();
  });
}
