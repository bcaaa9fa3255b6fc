import { describe, expect, it } from 'vitest';
import { Slots } from '../../../electron/server/slots';

const never = new AbortController().signal;

describe('channels at once', () => {
  it('are as many as the server allowed, learnt by being refused', async () => {
    const slots = new Slots(3);
    for (let n = 0; n < 3; n += 1) expect(await slots.take(never)).toBe(true);
    expect(slots.refused()).toBe(true);
    let third = false;
    const waiting = slots.take(never).then(() => (third = true));
    await Promise.resolve();
    expect(third).toBe(false);
    slots.free();
    await waiting;
  });

  it('are again as many as at first when none is open: a busy server refuses for the moment', async () => {
    const slots = new Slots(3);
    await slots.take(never);
    await slots.take(never);
    expect(slots.refused()).toBe(true);
    slots.free();
    for (let n = 0; n < 3; n += 1) expect(await slots.take(never)).toBe(true);
  });

  it('are not waited for longer than told, and the next in line is not forgotten', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    const enough = new AbortController();
    const impatient = slots.take(enough.signal);
    const patient = slots.take(never);
    enough.abort();
    expect(await impatient).toBe(false);
    slots.free();
    expect(await patient).toBe(true);
  });

  it('let everybody go when the line is gone', async () => {
    const slots = new Slots(1);
    await slots.take(never);
    const waiting = [slots.take(never), slots.take(never)];
    slots.close();
    expect(await Promise.all(waiting)).toEqual([true, true]);
  });
});
