// The lines that differ between two texts: the longest common subsequence by the usual table, after cutting off what is equal
// at both ends (files of a server mostly differ in a few lines, so the table stays small). Long equal stretches are skipped.
export type Line =
  | { readonly kind: 'same' | 'add' | 'del'; readonly number: number; readonly text: string }
  | { readonly kind: 'skipped'; readonly count: number };
type Kept = Exclude<Line, { kind: 'skipped' }>;

/** How many equal lines are shown around a difference. */
const context = 3;
/** Above this many cells the middle is shown as removed and added, which is true, only longer. */
const largestTable = 4_000_000;

/** Lines of a text; a newline at the end ends the last line instead of opening another. */
export const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

export const allNew = (text: string): readonly Line[] =>
  linesOf(text).map((line, index) => ({ kind: 'add', number: index + 1, text: line }));

export const countDifferent = (lines: readonly Line[]): number =>
  lines.filter(({ kind }) => kind === 'add' || kind === 'del').length;

export function difference(before: string, after: string): readonly Line[] {
  const old = linesOf(before);
  const now = linesOf(after);
  const start = equalAtStart(old, now);
  const end = equalAtEnd(old, now, start);
  const middle = compare(old.slice(start, old.length - end), now.slice(start, now.length - end), start);
  const same = (from: number, to: number): Kept[] =>
    now.slice(from, to).map((text, index) => ({ kind: 'same', number: from + index + 1, text }));
  return skipEqual([...same(0, start), ...middle, ...same(now.length - end, now.length)]);
}

function equalAtStart(old: readonly string[], now: readonly string[]): number {
  let count = 0;
  while (count < Math.min(old.length, now.length) && old[count] === now[count]) count += 1;
  return count;
}

function equalAtEnd(old: readonly string[], now: readonly string[], start: number): number {
  const most = Math.min(old.length, now.length) - start;
  let count = 0;
  while (count < most && old[old.length - 1 - count] === now[now.length - 1 - count]) count += 1;
  return count;
}

/** Removed lines carry the number they had, all others the number they have now. */
function compare(old: readonly string[], now: readonly string[], offset: number): Kept[] {
  const del = (index: number): Kept => ({ kind: 'del', number: offset + index + 1, text: old[index] ?? '' });
  const add = (index: number): Kept => ({ kind: 'add', number: offset + index + 1, text: now[index] ?? '' });
  if (old.length * now.length > largestTable) return [...old.map((_, i) => del(i)), ...now.map((_, i) => add(i))];

  const longest = commonLengths(old, now);
  const width = now.length + 1;
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  const lines: Kept[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: 'same', number: offset + j + 1, text: now[j] ?? '' });
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(del(i));
      i += 1;
    } else {
      lines.push(add(j));
      j += 1;
    }
  }
  return lines;
}

/** For each pair of places: how many lines the rests have in common. */
function commonLengths(old: readonly string[], now: readonly string[]): Uint32Array {
  const width = now.length + 1;
  const table = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      table[i * width + j] =
        old[i] === now[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
    }
  }
  return table;
}

function skipEqual(lines: readonly Kept[]): readonly Line[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== 'same'),
  );
  const shown: Line[] = [];
  let skipped = 0;
  lines.forEach((line, index) => {
    if (near[index]) {
      if (skipped > 0) shown.push({ kind: 'skipped', count: skipped });
      skipped = 0;
      shown.push(line);
    } else skipped += 1;
  });
  if (skipped > 0) shown.push({ kind: 'skipped', count: skipped });
  return shown;
}
