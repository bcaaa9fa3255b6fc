// Names that both apps take, names that our own files take, and how a phone came.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isStale, needNewCode, pathOf, tunnelNameOf, type Phone } from '../../../electron/contract/phone';
import { PhoneName } from '../../../electron/contract/fields';

/** Android: `Tunnel.NAME_PATTERN`. iOS takes every name that is not empty; wg-quick what makes the name of an interface. */
const android = /^[a-zA-Z0-9_=+.-]{1,15}$/;

describe('a code', () => {
  const [old, now] = ['vpn.old-family.net:51820', 'vpn.example-family.net:51820'];
  const phone: Phone = {
    ...{ name: 'Ben', person: null, scope: 'photos', enabled: true, publicKey: 'pub', address: '10.83.0.2' },
    ...{ address6: null, addedAt: 1 },
  };

  it('is of before when it says to knock elsewhere; of whom nothing is known nothing is said', () => {
    expect(isStale({ ...phone, knocksAt: old }, [now])).toBe(true);
    expect(isStale({ ...phone, knocksAt: now }, [now])).toBe(false);
    expect(isStale(phone, [now])).toBe(false);
    expect(isStale({ ...phone, knocksAt: old }, null)).toBe(false);
  });

  it('of before leads in as long as its name is still answered', () => {
    expect(isStale({ ...phone, knocksAt: old }, [now, old])).toBe(false);
  });

  it('is of before when its phone was given another address since, until it is back', () => {
    const moved = { ...phone, knocksAt: now, codeFor: '10.83.0.2/32' };
    expect(isStale({ ...moved, address: '10.99.0.2' }, [now])).toBe(true);
    expect(isStale(moved, [now])).toBe(false);
    expect(isStale({ ...moved, address6: 'fd12::2' }, [now])).toBe(true);
  });

  it('is needed anew by all that do not knock there already, also by those of whom nothing is known', () => {
    const [knows, back] = [
      { ...phone, knocksAt: old },
      { ...phone, knocksAt: now },
    ];
    expect(needNewCode([phone, knows, back], old, now)).toEqual([phone, knows]);
    expect(needNewCode([phone, knows], old, old)).toEqual([]);
  });
});

describe('the name of a line in the apps', () => {
  it.each([
    ['Clara’s iPhone', 'Claras-iPhone'],
    ["Clara's iPhone", 'Claras-iPhone'],
    ['Jürgens Händy', 'Jurgens-Handy'],
    ['Ben 2', 'Ben-2'],
    ['..hidden', 'hidden'],
    ['--x--', 'x'],
    ['妈妈的手机', 'Home'],
    ['📱📱', 'Home'],
    ['📱 Ben', 'Ben'],
    ['a'.repeat(40), 'a'.repeat(15)],
    ['Anna-Katharina-Sophie', 'Anna-Katharina'],
    ['Wohnzimmer-Pad...', 'Wohnzimmer-Pad'],
    ['', 'Home'],
    ['ﬁona Ⅷ', 'fiona-VIII'],
    ['Ωmega', 'mega'],
    ['../../etc/passwd', 'etc-passwd'],
    ['a\nb', 'a-b'],
  ])('%j is %s', (name, expected) => {
    expect(tunnelNameOf(name)).toBe(expected);
    expect(tunnelNameOf(name)).toMatch(android);
  });
});

describe('a phone’s own name', () => {
  it.each([
    'a\nb',
    'a\rb',
    'a\u2028b',
    'a#b',
    'a;b',
    'a{b',
    '@kept:/etc/shadow@',
    '@@ book',
    'a"b',
    'a\\b',
    '\u0000',
    '',
  ])('%j is refused: it could mean something in a file', (name) =>
    expect(v.safeParse(PhoneName, name).success).toBe(false),
  );
  it.each(['Clara’s iPhone', 'มือถือแม่', 'Zoe\u0308', "Ben's Pixel (old)", '妈妈的手机', 'Zoë 2.0', '---- phones ----'])(
    '%j is taken',
    (name) => expect(v.safeParse(PhoneName, name).success).toBe(true),
  );
});

describe('how a phone came', () => {
  const now = 1_000_000_000;
  const seen = { publicKey: '', handshakeAt: now - 60_000, endpoint: '198.51.100.2', receivedBytes: 0, sentBytes: 0 };
  const path = (more: object): string => pathOf({ ...seen, ...more }, '192.168.178.0/24', now);
  it('is told from where its packets come, as long as they come', () => {
    expect(path({})).toBe('road');
    expect(path({ endpoint: '192.168.178.23' })).toBe('home');
    expect(path({ endpoint: 'fd00::7' })).toBe('home');
    expect(path({ endpoint: '2001:db8::7' })).toBe('road');
    expect(path({ handshakeAt: now - 180_000 })).toBe('off');
    expect(path({ handshakeAt: null })).toBe('never');
    expect(pathOf(null, null, now)).toBe('never');
  });
});
