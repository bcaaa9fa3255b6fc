import { describe, expect, it } from 'vitest';
import { listener } from '../../../electron/provision/engine/output';

const pull = (value: object): string => `${JSON.stringify(value)}\r\n`;

describe('what a job says', () => {
  it('counts bytes over all layers of a pull, never a layer twice', () => {
    const ear = listener('pull');
    const layer = (id: string, current: number, total: number): string =>
      pull({ status: 'Downloading', id, progressDetail: { current, total } });
    expect(ear.hear(layer('a', 10, 100) + layer('b', 5, 50)).counted).toEqual({ unit: 'bytes', done: 15, total: 150 });
    expect(ear.hear(layer('a', 60, 100)).counted).toEqual({ unit: 'bytes', done: 65, total: 150 });
    expect(ear.hear(pull({ status: 'Download complete', id: 'b' })).counted).toEqual({
      unit: 'bytes',
      done: 110,
      total: 150,
    });
    const end = ear.hear(
      pull({ status: 'Pull complete', id: 'b' }) + pull({ status: 'Status: Downloaded newer image for x' }),
    );
    expect(end.lines).toEqual(['b Pull complete', 'Status: Downloaded newer image for x']);
  });
  it('puts together lines that were cut by reading', () => {
    const ear = listener('pull');
    const line = pull({ status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } });
    expect(ear.hear(line.slice(0, 20)).counted).toBeNull();
    expect(ear.hear(line.slice(20)).counted).toEqual({ unit: 'bytes', done: 1, total: 2 });
  });
  it('says the error of a pull', () => {
    expect(
      listener('pull').hear(pull({ errorDetail: { message: 'unexpected EOF' }, error: 'unexpected EOF' })).lines,
    ).toEqual(['unexpected EOF']);
  });
  it('reads apt’s own percentages and leaves its lines to be read', () => {
    const ear = listener('apt');
    expect(ear.hear('dlstatus:1:50.0:Retrieving file 1 of 2\nGet:1 http://deb.debian.org\n')).toEqual({
      lines: ['Get:1 http://deb.debian.org'],
      counted: { unit: 'percent', done: 25, total: 100 },
    });
    expect(ear.hear('pmstatus:nginx:40.0:Unpacking\nSetting up nginx\n')).toEqual({
      lines: ['Setting up nginx'],
      counted: { unit: 'percent', done: 70, total: 100 },
    });
  });
});
