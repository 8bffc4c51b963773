// Making parts of a page: always from texts, never from markup, so that nothing anybody wrote is ever run.

export function make(tag, given = {}, ...parts) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) one.addEventListener(name.slice(2), value);
    else if (value === true) one.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) one.setAttribute(name, value);
  }
  one.append(...parts.flat(Infinity).filter((part) => part !== null && part !== undefined && part !== false));
  return one;
}

// What somebody typed, opened or stands on, so that drawing the page anew takes nothing away.
export function remembered(root) {
  const fields = [...root.querySelectorAll("form[id]")].flatMap((form) =>
    [...form.elements]
      .filter((one) => one.id && one.type !== "hidden")
      .map((one) => [one.id, one.value, one.defaultValue]),
  );
  const open = [...root.querySelectorAll("details[id]")].map((one) => [one.id, one.open]);
  return { fields, open, focus: document.activeElement?.id ?? "" };
}

export function restore(root, { fields, open, focus }, without) {
  const done = without ? root.querySelector(`#${without}`) : null;
  for (const [id, value, plain] of fields) {
    const one = root.querySelector(`#${CSS.escape(id)}`);
    if (one !== null && one.form !== done && value !== plain && "value" in one) one.value = value;
  }
  for (const [id, was] of open) {
    const one = root.querySelector(`#${CSS.escape(id)}`);
    if (one !== null) one.open = was;
  }
  if (focus) root.querySelector(`#${CSS.escape(focus)}`)?.focus({ preventScroll: true });
}
