// What a household was called stays as long as it is wanted, and no name is of two kinds.
import { describe, expect, it } from 'vitest';
import { renamed } from '../../../electron/contract/names';
import { crossing, formerly } from '../../../electron/contract/ways';

const named = (word: string) => ({
  photos: `photos.${word}.net`,
  share: `share.${word}.net`,
  vpn: `vpn.${word}.net`,
});
const [a, b, c] = [named('a'), named('b'), named('c')] as const;

describe('renamed', () => {
  it('puts the names of before first', () => {
    expect(renamed({ hosts: a, former: [] }, b)).toEqual({ hosts: b, former: [a] });
    expect(renamed({ hosts: b, former: [a] }, c)).toEqual({ hosts: c, former: [b, a] });
  });

  it('to the same names changes nothing', () => {
    const settings = { hosts: a, former: [b] };
    expect(renamed(settings, { ...a })).toBe(settings);
  });

  it('lets a name leave that comes back into use, and keeps what else its entry says', () => {
    expect(renamed({ hosts: b, former: [a] }, a)).toEqual({ hosts: a, former: [b] });
    const back = renamed({ hosts: b, former: [a] }, { ...c, photos: a.photos });
    expect(back.former).toEqual([b, a]);
    expect(formerly(back, 'photos')).toEqual([b.photos]);
    expect(formerly(back, 'share')).toEqual([b.share, a.share]);
  });

  it('tells each once, and of many the newest twelve', () => {
    expect(renamed({ hosts: a, former: [a, b, a] }, c).former).toEqual([a, b]);
    const list = Array.from({ length: 12 }, (_, n) => named(String(n)));
    expect(renamed({ hosts: a, former: list }, b).former).toEqual([a, ...list.slice(0, 11)]);
  });
});

describe('crossing', () => {
  it('is none between names of their own kinds', () => {
    expect(crossing({ hosts: c, former: [b, a] })).toEqual([]);
    expect(crossing(renamed({ hosts: a, former: [] }, { ...b, share: a.share }))).toEqual([]);
  });

  it('is a name that was of another kind before', () => {
    const swapped = { ...a, photos: a.share, share: a.photos };
    expect(crossing(renamed({ hosts: a, former: [] }, swapped))).toEqual(['photos', 'share']);
    expect(crossing({ hosts: { ...b, vpn: a.photos }, former: [a] })).toEqual(['vpn']);
  });

  it('is two names of before that were of two kinds', () => {
    expect(crossing({ hosts: c, former: [a, { ...b, share: a.photos }] })).toEqual(['photos', 'share']);
  });
});
