import { describe, expect, it } from 'vitest';
import {
  addressAt,
  contains,
  isPrivate,
  numberOf,
  overlap,
  readRange,
  writeRange,
  type Range,
} from '../../../electron/contract/range';

const range = (text: string): Range => {
  const read = readRange(text);
  if (!read) throw new Error(text);
  return read;
};

describe('ranges', () => {
  it('are written without host bits', () => {
    expect(writeRange(range(' 192.168.178.10/24 '))).toBe('192.168.178.0/24');
    expect(readRange('192.168.178.0')).toBeNull();
    expect(readRange('192.168.178.0/33')).toBeNull();
    expect(readRange('fd00::/64')).toBeNull();
  });
  it('count addresses across octets, both ways', () => {
    expect(addressAt(range('10.83.52.0/22'), 1)).toBe('10.83.52.1');
    expect(addressAt(range('10.83.52.0/22'), 300)).toBe('10.83.53.44');
    expect(numberOf(range('10.83.52.0/22'), '10.83.53.44')).toBe(300);
    expect(addressAt(range('192.168.255.0/24'), 255)).toBe('192.168.255.255');
  });
  it('overlap when one holds the other', () => {
    expect(overlap(range('10.0.0.0/8'), range('10.83.52.0/22'))).toBe(true);
    expect(overlap(range('192.168.178.0/24'), range('192.168.179.0/24'))).toBe(false);
    expect(contains(range('192.168.178.0/24'), '192.168.178.255')).toBe(true);
  });
  it('know private addresses', () => {
    expect(['10.1.2.3', '172.16.0.1', '192.168.0.1'].map(isPrivate)).toEqual([true, true, true]);
    expect(['100.64.0.1', '203.0.113.1', '172.32.0.1', '127.0.0.1', 'x'].map(isPrivate)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
