// The village's own time, without a zone, as numbers: milliseconds as if it were UTC. Nothing here looks at a zone.

export const DAY = 24 * 3600 * 1000;
export const HOUR = 3600 * 1000;

export function parsed(text) {
  return Date.parse(`${text}Z`);
}

export function written(at) {
  return new Date(at).toISOString().slice(0, 23);
}

export function day(at) {
  return Math.floor(at / DAY);
}

const two = (number) => String(number).padStart(2, "0");

export function date(at) {
  const one = new Date(at);
  return `${two(one.getUTCDate())}-${two(one.getUTCMonth() + 1)}-${one.getUTCFullYear()}`;
}

export function hour(at) {
  const one = new Date(at);
  return `${two(one.getUTCHours())}.${two(one.getUTCMinutes())}`;
}

export function clock(at) {
  return `${date(at)} pukul ${hour(at)}`;
}

export function forField(at) {
  return new Date(at).toISOString().slice(0, 16);
}
