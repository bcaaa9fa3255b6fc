// The door: facts in, changes out; two spellings of HTTP/2.
import { describe, expect, it } from 'vitest';
import type { Change } from '../../electron/provision/engine/step';
import { absent } from '../../electron/provision/facts/common';
import {
  defaultPagePath,
  knowsHttp2Directive,
  parseDoor,
  parseNginx,
  type FoundNginx,
} from '../../electron/provision/facts/nginx';
import { confText, nginx, nginxConfPath, type FoundDoorkeeper } from '../../electron/provision/steps/nginx';
import { captured, family, inShort, missing, runs, somebodys, stale, versions, written } from './family';

const wanted = family();
const trixie: FoundNginx = {
  installed: '1.26.3',
  candidate: '1.26.3',
  system: { id: 'debian', version: '13' },
  defaultPage: false,
  broughtByUs: true,
};
const fresh: FoundDoorkeeper = {
  packages: new Map(),
  nginx: { ...trixie, installed: null, candidate: null },
  conf: absent(nginxConfPath),
  defaultPage: absent(defaultPagePath),
  unit: missing,
};
const finished: FoundDoorkeeper = {
  packages: versions('nginx'),
  nginx: trixie,
  conf: written(nginx.plan(wanted, fresh)[1]),
  defaultPage: absent(defaultPagePath),
  unit: runs,
};
const plan = (found: Partial<FoundDoorkeeper> = {}): readonly Change[] => nginx.plan(wanted, { ...finished, ...found });

describe('a plan for the door', () => {
  it('takes away the package’s example page as well, which is not there yet', () => {
    expect(inShort(nginx.plan(wanted, fresh))).toEqual([
      'install-packages nginx',
      `write-file ${nginxConfPath}`,
      'remove-file /etc/nginx/sites-enabled/default',
      'enable-service nginx.service',
    ]);
  });

  it('is empty when all is as wanted', () => {
    expect(plan()).toEqual([]);
  });

  it('reloads when nginx has not read its file yet, and asks nginx first', () => {
    const [only, ...more] = plan({ unit: stale });
    expect(more).toEqual([]);
    expect(only?.action).toMatchObject({ kind: 'run', failure: 'nginx' });
    expect(only?.action.kind === 'run' && only.action.command.text).toBe(
      'nginx -t 2>&1\nsystemctl reload nginx.service',
    );
  });

  it('asks before it switches the example page off where nginx was at work before', () => {
    const page = somebodys(defaultPagePath, 'server { root /var/www/html; }\n');
    const before = { ...trixie, defaultPage: true, broughtByUs: false };
    const [first, second] = plan({ nginx: before, defaultPage: page });
    expect(first).toMatchObject({
      summary: { key: 'write-file' },
      replacesForeign: true,
      before: page.text,
      undo: 'restore-previous',
    });
    expect(written(first).text).toMatch(/^(?:#.*\n)+$/);
    expect(second?.summary.key).toBe('reload-service');
    expect(plan({ nginx: { ...before, defaultPage: false }, defaultPage: written(first) })).toEqual([]);
  });

  it('keeps a page of somebody else', () => {
    expect(plan({ nginx: { ...trixie, defaultPage: true } }).map(({ summary }) => summary.key)).toEqual([
      'remove-file',
      'reload-service',
    ]);
    expect(plan({ conf: somebodys(nginxConfPath, '# mine\n') })[0]).toMatchObject({ replacesForeign: true });
  });

  it('writes one name as a pattern that nothing else fits', () => {
    const { content } = confText(wanted, trixie);
    expect(content).toContain('server_name "~^photos\\.example-family\\.net$";');
    expect(content).toContain('listen 443 ssl;\n    http2 on;');
    expect(content).not.toContain('{{');
  });
});

describe('HTTP/2', () => {
  const spelled = (found: Partial<FoundNginx>): boolean => knowsHttp2Directive({ ...trixie, ...found });
  it('is spelled as the installed nginx knows it, else as the one apt would bring', () => {
    expect(spelled({ installed: '1.25.1' })).toBe(true);
    expect(spelled({ installed: '1.25.0' })).toBe(false);
    expect(spelled({ installed: '1.22.1', candidate: '1.26.3' })).toBe(false);
    expect(spelled({ installed: null, candidate: '1.18.0' })).toBe(false);
  });
  it('is guessed from the distribution where apt’s lists are empty', () => {
    const guessed = (id: string, version: string): boolean =>
      spelled({ installed: null, candidate: null, system: { id, version } });
    expect([guessed('debian', '12'), guessed('debian', '13'), guessed('raspbian', '12')]).toEqual([false, true, false]);
    expect([guessed('ubuntu', '22.04'), guessed('ubuntu', '24.04'), guessed('ubuntu', '25.04')]).toEqual([
      false,
      false,
      true,
    ]);
  });
  it('has another line for older releases', () => {
    const { content } = confText(wanted, { ...trixie, installed: '1.22.1' });
    expect(content).toContain('listen 443 ssl http2;');
    expect(content).not.toContain('\n    http2 on;');
  });
});

describe('what servers said', () => {
  it('about nginx', () => {
    expect(parseNginx(captured('debian-13/finished/nginx'))).toEqual({ ...trixie, broughtByUs: false });
    expect(parseNginx('candidate=(none)\nid=debian\nversion=12\n')).toEqual({
      installed: null,
      candidate: null,
      system: { id: 'debian', version: '12' },
      defaultPage: false,
      broughtByUs: false,
    });
    expect(parseNginx(captured('debian-12/finished/nginx'))).toMatchObject({
      installed: '1.22.1',
      candidate: '1.22.1',
    });
    expect(parseNginx(captured('ubuntu-24.04/finished/nginx'))).toMatchObject({
      installed: '1.24.0',
      defaultPage: true,
    });
  });

  it.each(['debian-12', 'debian-13'])('about the door, on %s', (system) => {
    const door = parseDoor(captured(`${system}/finished/door`));
    expect(door.served).toBe(door.onDisk);
    expect(door).toMatchObject({ ping: '{"res":"pong"}', otherName: { tls: 35, hidden: 0, plain: 52 } });
    expect(door.whoami).toBe('{"address":"192.168.178.10","cloudflare":false}');
  });
});
