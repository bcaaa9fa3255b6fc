// How long a start may take, and how it is read from the program's log: a release lets no debugger attach, so that is the only witness.

/** From the creation of the process to the first screen that can be used. */
export const withinMs = 1500;

/** Milliseconds, as the log's latest start told them; null as long as it did not. */
export function firstScreenIn(log: string): number | null {
  const told = [...log.matchAll(/ first screen \{"ms":(\d+)\}/g)].at(-1)?.[1];
  return told === undefined ? null : Number(told);
}

/** Of an odd number of times. */
export const median = (times: readonly number[]): number =>
  times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? NaN;
