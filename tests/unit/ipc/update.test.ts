// What may be brought up to date, as the window asks: the engine's look with this program's own version; a yes to asking is remembered.
import { describe, expect, it } from 'vitest';
import { household, request, setStage } from './workplace';

const seen = {
  at: 1,
  running: 'v3.2.4',
  releases: [{ version: 'v3.2.4', notes: 'https://github.com/', not: 'running' as const }],
  dumpAt: null,
  system: { updates: 'on' as const, waiting: 2, lastAt: 3, last: ['openssl'], restartNeeded: false },
};

describe('updates', () => {
  it('are looked at on the server as it is set up; nobody has asked for a newer program', async () => {
    const stage = setStage();
    stage.onServer = household;
    const asked: string[] = [];
    Object.assign(stage.work.engine, {
      lookAtUpdates: async (_server: unknown, { settings }: { settings: typeof household }) => {
        asked.push(settings.photos.folder);
        return seen;
      },
    });
    await stage.handlers['server:connect'](request);
    const report = await stage.handlers['update:look']();
    expect(report).toEqual({ ...seen, program: { version: '0.1.0', newer: null, asked: false } });
    expect(asked).toEqual([household.photos.folder]);
  });

  it('of the program: a yes to asking for one is remembered, beside the rest', async () => {
    const stage = setStage();
    await stage.handlers['app:language']('de');
    await stage.handlers['update:ask'](true);
    expect(await stage.work.preferences.read()).toMatchObject({ language: 'de', askForProgram: true });
  });
});
