// What is answered at once, and what waits for the rest: which is fetched once, and once more when that failed.
import { expect, it } from 'vitest';
import { lazily } from '../../../electron/ipc/lazily';
import { startHandlers } from '../../../electron/ipc/start';
import { allHandlers } from '../../../electron/ipc/handlers';
import { requests } from '../../../electron/contract/ipc';
import { setStage } from './workplace';

it('the first screen waits for nothing else', async () => {
  const { session, work } = setStage();
  let fetched = 0;
  const { handlers } = lazily(startHandlers(session, work), () => {
    fetched += 1;
    return new Promise(() => undefined);
  });
  expect(Object.keys(handlers).toSorted()).toEqual(requests.toSorted());
  expect(await handlers['app:info']()).toMatchObject({ version: '0.1.0' });
  expect(await handlers['server:known']()).toEqual([]);
  expect(handlers['apply:state']()).toMatchObject({ phase: 'idle' });
  expect(fetched).toBe(0);
});

it('all else is fetched once, and anew when that failed', async () => {
  const { session, work } = setStage();
  let fetched = 0;
  const { handlers, prepare } = lazily(startHandlers(session, work), async () => {
    fetched += 1;
    if (fetched === 1) throw new Error('away');
    return allHandlers(session, work);
  });
  await expect(handlers['settings:check']({})).rejects.toThrow('away');
  await Promise.all([prepare(), handlers['settings:check']({})]);
  expect(await handlers['settings:check']({})).toBeInstanceOf(Array);
  expect(fetched).toBe(2);
});

it('nothing is installed while work goes on', async () => {
  const { session, work } = setStage();
  const installed: string[] = [];
  const renewal = { fetch: async () => true, cancel: () => undefined, install: async () => void installed.push('x') };
  const handlers = startHandlers(session, { ...work, renewal });
  session.beginWork();
  await expect(handlers['program:install']()).rejects.toMatchObject({ failure: { code: 'apply-locked' } });
  expect(installed).toEqual([]);
  session.endWork();
  await handlers['program:install']();
  expect(installed).toEqual(['x']);
});
