import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepPlacement, readPlacement } from '../../../electron/window/placement';

const file = (): string => join(mkdtempSync(join(tmpdir(), 'placement-')), 'deeper', 'window.json');
const laptop = { x: 0, y: 0, width: 1440, height: 900 };
const place = { x: 100, y: 50, width: 1040, height: 720 };

test('a window comes back where it was', () => {
  const remembered = file();
  keepPlacement(remembered, place);
  expect(readPlacement(remembered, [laptop])).toEqual(place);
});

test('a window on a screen that is gone does not', () => {
  const remembered = file();
  keepPlacement(remembered, { ...place, x: 2000 });
  expect(readPlacement(remembered, [laptop])).toBeUndefined();
  expect(readPlacement(remembered, [laptop, { x: 1440, y: 0, width: 1920, height: 1080 }])).toBeDefined();
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"x":0}',
  '{"x":0,"y":0,"width":"1040","height":720}',
  '{"x":0,"y":0,"width":1,"height":1}',
])('a file that says %j says nothing', (text) => {
  const remembered = join(mkdtempSync(join(tmpdir(), 'placement-')), 'window.json');
  writeFileSync(remembered, text);
  expect(readPlacement(remembered, [laptop])).toBeUndefined();
});

test('a place that cannot be kept bothers nobody', () => {
  expect(() => keepPlacement('/dev/null/window.json', place)).not.toThrow();
});
