// Why a phone has not come in yet, from two looks at the server: what other phones explain is not this one's.
import { describe, expect, it } from 'vitest';
import type { ListedPhone, PhoneList } from '../../../electron/contract/phone';
import { waitFor } from '../../../renderer/state/sign-of-life';

const start = Date.UTC(2026, 10, 23, 12);
const awaited = 'awaited';
const phone = (publicKey: string, handshakeAt: number | null, enabled = true): ListedPhone => ({
  name: publicKey,
  person: null,
  scope: 'photos',
  enabled,
  publicKey,
  address: '10.83.52.2',
  address6: null,
  addedAt: start,
  seen:
    handshakeAt === null ? null : { publicKey, handshakeAt, endpoint: '198.51.100.2', receivedBytes: 0, sentBytes: 0 },
  kept: false,
  stale: false,
});
const look = (seconds: number, packets: number | null, hellos: number | null, others: number[] = []): PhoneList => ({
  at: start + seconds * 1000,
  packets,
  hellos,
  limit: 250,
  phones: [phone(awaited, null), ...others.map((ago, n) => phone(`other-${n}`, start + (seconds - ago) * 1000))],
});
const cause = (before: PhoneList, now: PhoneList) => waitFor(awaited, before, now).cause;

describe('the wait for a phone', () => {
  it('gives a person time to scan before silence means anything', () => {
    expect(cause(look(0, 5, 1), look(15, 5, 1))).toBeNull();
    expect(cause(look(0, 5, 1), look(25, 5, 1))).toBe('nothing');
  });

  it('counts from when the code appeared, and survives a counter that began anew', () => {
    expect(waitFor(awaited, look(0, 1200, 40), look(10, 1207, 40)).packets).toBe(7);
    expect(waitFor(awaited, look(0, 1200, 40), look(10, 3, 0)).packets).toBe(0);
  });

  it('knows a key that does not fit by the asking again and again', () => {
    expect(cause(look(0, 0, 0), look(6, 2, 2))).toBeNull();
    expect(cause(look(0, 0, 0), look(12, 3, 3))).toBe('keys');
  });

  it('does not take the asking of phones that are let in for it', () => {
    const others = [30, 60, 90];
    expect(cause(look(0, 0, 0, others), look(60, 40, 3, others))).toBe('others');
    expect(cause(look(0, 0, 0, others), look(60, 40, 13, others))).toBe('keys');
  });

  it('says nothing where nothing counts, and nothing of packets that could be anybody’s', () => {
    expect(cause(look(0, null, null), look(90, null, null))).toBeNull();
    expect(cause(look(0, 0, 0), look(60, 2, 1))).toBeNull();
  });

  it('has the whole list of what may be in the way after a minute', () => {
    expect(waitFor(awaited, look(0, 0, 0), look(59, 0, 0)).long).toBe(false);
    expect(waitFor(awaited, look(0, 0, 0), look(60, 0, 0)).long).toBe(true);
  });
});
