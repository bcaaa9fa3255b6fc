import { describe, expect, test } from 'vitest';
import { allNew, countDifferent, difference, linesOf } from '../../renderer/components/difference';

const shown = (before: string, after: string): string[] =>
  difference(before, after).map((line) =>
    line.kind === 'skipped'
      ? `… ${line.count}`
      : `${{ same: ' ', add: '+', del: '-' }[line.kind]}${line.number} ${line.text}`,
  );

describe('difference of two files', () => {
  test('equal files differ in nothing', () => {
    expect(countDifferent(difference('a\nb\n', 'a\nb\n'))).toBe(0);
  });

  test('a changed line is removed and added, with the numbers of old and new', () => {
    expect(shown('a\nb\nc', 'a\nB\nc')).toEqual([' 1 a', '-2 b', '+2 B', ' 3 c']);
  });

  test('lines in the middle keep what they have in common', () => {
    expect(shown('1\n2\n3\n4', '1\n3\nnew\n4')).toEqual([' 1 1', '-2 2', ' 2 3', '+3 new', ' 4 4']);
  });

  test('long equal stretches are skipped, three lines stay around a difference', () => {
    const many = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`);
    const after = many.with(9, 'other').join('\n');
    expect(shown(many.join('\n'), after)).toEqual([
      '… 6',
      ' 7 line 7',
      ' 8 line 8',
      ' 9 line 9',
      '-10 line 10',
      '+10 other',
      ' 11 line 11',
      ' 12 line 12',
      ' 13 line 13',
      '… 7',
    ]);
  });

  test('from nothing and to nothing', () => {
    expect(shown('', 'a\n')).toEqual(['+1 a']);
    expect(shown('a\n', '')).toEqual(['-1 a']);
    expect(linesOf('')).toEqual([]);
    expect(allNew('a\n\nb\n').map((line) => line.kind === 'add' && line.number)).toEqual([1, 2, 3]);
  });

  test('two long files without a line in common are still told apart at once', () => {
    const file = (name: string): string => Array.from({ length: 5000 }, (_, index) => `${name} ${index}`).join('\n');
    expect(countDifferent(difference(file('a'), file('b')))).toBe(10_000);
  });

  test('what is shown turns the old file into the new one', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    const after = 'a\nc\nd\nx\ne\nh\ni\n';
    const lines = difference(before, after);
    const text = (kinds: readonly string[]): string[] =>
      lines.flatMap((line) => (line.kind !== 'skipped' && kinds.includes(line.kind) ? [line.text] : []));
    expect(text(['same', 'del'])).toEqual(linesOf(before));
    expect(text(['same', 'add'])).toEqual(linesOf(after));
  });
});
