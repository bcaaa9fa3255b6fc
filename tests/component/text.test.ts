// The compiler sees that no text is missing; this reads them: nothing undefined, marks in pairs, and the tone of the house.
import { describe, expect, test } from 'vitest';
import { languages } from '../../electron/contract/ipc';
import { explain, plain, sentence } from '../../renderer/text';
import { de } from '../../renderer/text/de';
import { en } from '../../renderer/text/en';

const catalogues = { en, de };
import { format } from '../../renderer/text/format';
import { failure } from '../../electron/contract/failure';
import { say } from '../../electron/contract/message';
import { facts } from './household';

/** Stands in for values of any kind: a number that also reads as a word; what is one of a few words is one of them. */
const oneOfAFew: Readonly<Record<string | symbol, unknown>> = {
  setting: 'ssl',
  why: 'no-record',
  step: 'immich',
  phones: ['Anna’s iPhone'],
};
const values: unknown = new Proxy({}, { get: (_, name) => oneOfAFew[name] ?? 7 });

function textsOf(tree: unknown, path: string): [path: string, text: string][] {
  if (typeof tree === 'string') return [[path, tree]];
  if (typeof tree === 'function') {
    const asked = path.includes('.findings.')
      ? [facts, values]
      : takesValues(path)
        ? [values]
        : path.endsWith('.openedPhones')
          ? [['Anna’s iPhone']]
          : [7, 7, 7];
    return textsOf((tree as (...input: unknown[]) => unknown)(...asked), path);
  }
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([name, branch]) => textsOf(branch, `${path}.${name}`));
}
const takesValues = (path: string): boolean =>
  /\.(?:failures|messages|router\.checks|router\.reachWhy|home\.seen|home\.problems|addresses\.follows)\./.test(path);

describe.each(languages)('texts in %s', (language) => {
  const texts = textsOf(catalogues[language], language);

  test('there are many, and all say something', () => {
    expect(texts.length).toBeGreaterThan(500);
    const empty = texts.filter(([path, text]) => text.trim() === '' && !path.endsWith('.mark.next'));
    expect(empty.filter(([path]) => !/port-80\.(warn|stop)\.text$/.test(path))).toEqual([]);
  });

  test('none says undefined or an object', () => {
    expect(texts.filter(([, text]) => /undefined|\[object|NaN|null/.test(text))).toEqual([]);
  });

  test('marks come in pairs', () => {
    const odd = texts.filter(([, text]) => text.split('**').length % 2 === 0 || text.split('`').length % 2 === 0);
    expect(odd).toEqual([]);
  });

  test('no exclamation marks, no praise of ourselves, no blame', () => {
    const loud = /[!]|\b(oops|successfully|simply|erfolgreich|einfach|leider)\b/i;
    expect(texts.filter(([, text]) => loud.test(text.replaceAll('FRITZ!', '')))).toEqual([]);
  });
});

test('every sentence differs between the languages, but for names and numbers', () => {
  const english = new Map(textsOf(catalogues.en, '').filter(([, text]) => text.split(' ').length > 4));
  const same = textsOf(catalogues.de, '').filter(([path, text]) => english.get(path) === text);
  expect(same).toEqual([]);
});

test('a message and a failure become sentences', () => {
  expect(sentence(catalogues.en, say('restart-service', { service: 'nginx' }))).toBe('Restart nginx');
  expect(plain(sentence(catalogues.de, say('write-file', { path: '/etc/x' })))).toBe('/etc/x schreiben');
  expect(explain(catalogues.en, failure('port-refused', { host: 'nas', port: 22 })).cause).toContain('port 22');
});

test('sizes, times and numbers as each language writes them', () => {
  const en = format('en');
  const de = format('de');
  expect([en.bytes(742e6), en.bytes(1.403e9), de.bytes(1.4e9), en.bytes(0)]).toEqual([
    '742\u00a0MB',
    '1.4\u00a0GB',
    '1,4\u00a0GB',
    '0\u00a0B',
  ]);
  expect([en.duration(62_000), en.duration(9_900), en.duration(3_900_000)]).toEqual([
    '1\u00a0min 02\u00a0s',
    '9\u00a0s',
    '1\u00a0h 05\u00a0min',
  ]);
  const now = new Date(2026, 10, 23, 14, 0).getTime();
  expect(en.ago(now - 60_000, now)).toBe('1 minute ago');
  expect(de.ago(new Date(2026, 10, 22, 18, 20).getTime(), now)).toBe('gestern, 18:20');
  expect(de.ago(now - 12 * 86_400_000, now)).toBe('vor 12 Tagen');
});
