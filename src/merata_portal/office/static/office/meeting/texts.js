// The page's texts, in its language, as the portal wrote them into it.

const known = JSON.parse(document.getElementById("texts").textContent);

export const language = document.documentElement.lang;

export function text(key, values = {}) {
  const found = known[key];
  if (found === undefined) throw new Error(`no text: ${key}`);
  return found.replace(/%\((\w+)\)s/g, (_all, name) => String(values[name]));
}
