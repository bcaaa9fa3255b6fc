// The door: facts in, changes out; two spellings of HTTP/2; what stands there with both doors, with one, with the other.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Access } from '../../electron/contract/fields';
import type { Change, Wanted } from '../../electron/provision/engine/step';
import type { Fact } from '../../electron/provision/facts/fact';
import { refusalMark } from '../../electron/provision/leaks/judge';
import { absent } from '../../electron/provision/facts/common';
import {
  defaultPagePath,
  knowsHttp2Directive,
  parseDoor,
  parseNginx,
  parseTunnelDoor,
  type FoundNginx,
} from '../../electron/provision/facts/nginx';
import { nginx, type FoundDoorkeeper } from '../../electron/provision/steps/nginx';
import {
  confText,
  formerConfPath,
  guestsConfPath,
  guestsText,
  leadsOn,
  namesIn,
  nginxConfPath,
  redirectedText,
  servedText,
} from '../../electron/provision/steps/nginx-texts';
import { pages, pageTexts, styleDigest } from '../../electron/provision/steps/whoami';
import {
  canAsk,
  captured,
  family,
  familyWith,
  inShort,
  missing,
  runs,
  somebodys,
  stale,
  versions,
  written,
} from './family';

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
  guests: absent(guestsConfPath),
  former: absent(formerConfPath),
  pages: pages.map(absent),
  defaultPage: absent(defaultPagePath),
  theirs: [],
  unit: missing,
};
const pagesWritten = pages.map((path) => `write-file ${path}`);
const finished: FoundDoorkeeper = {
  packages: versions('nginx'),
  nginx: trixie,
  conf: written(nginx.plan(wanted, fresh)[3]),
  guests: absent(guestsConfPath),
  former: absent(formerConfPath),
  pages: nginx.plan(wanted, fresh).slice(1, 3).map(written),
  defaultPage: absent(defaultPagePath),
  theirs: [],
  unit: runs,
};
const plan = (found: Partial<FoundDoorkeeper> = {}): readonly Change[] => nginx.plan(wanted, { ...finished, ...found });

describe('a plan for the door', () => {
  it('takes away the package’s example page as well, which is not there yet', () => {
    expect(inShort(nginx.plan(wanted, fresh))).toEqual([
      'install-packages nginx',
      ...pagesWritten,
      `write-file ${nginxConfPath}`,
      'remove-file /etc/nginx/sites-enabled/default',
      'enable-service nginx.service',
    ]);
  });

  it('is empty when all is as wanted', () => {
    expect(plan()).toEqual([]);
  });

  it('starts anew where somebody’s own door makes way: a reload does not let go of its listeners, nor does an undo', () => {
    const text = 'server {\n  listen 8283;\n  location / { proxy_pass http://127.0.0.1:2283; }\n}\n';
    const path = '/etc/nginx/conf.d/immich.conf';
    const [theirs, start, ...more] = plan({ theirs: [somebodys(path, text)] });
    expect(more).toEqual([]);
    expect(theirs).toMatchObject({ replacesForeign: true, accepts: path, summary: { key: 'remove-file' } });
    expect(start?.action.kind === 'run' && start.action.command.text).toContain('systemctl restart nginx.service');
    expect(start?.again?.text).toContain('systemctl restart nginx.service');
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

describe('the guests’ host', () => {
  const guests = written(nginx.plan(familyWith('both'), fresh)[4]);

  it('has a file of its own, with a public door only', () => {
    expect(inShort(nginx.plan(familyWith('both'), finished))).toEqual([
      `write-file ${guestsConfPath}`,
      'reload-service nginx.service',
    ]);
    expect(nginx.plan(familyWith('both'), { ...finished, guests })).toEqual([]);
    expect(inShort(plan({ guests }))).toEqual([`remove-file ${guestsConfPath}`, 'reload-service nginx.service']);
  });

  it('is taken away after a yes where somebody changed it', () => {
    const [first] = plan({ guests: somebodys(guestsConfPath, '# mine\n') });
    expect(first).toMatchObject({ replacesForeign: true, accepts: guestsConfPath, before: '# mine\n' });
  });

  it('takes pictures in only where the household says so', () => {
    const { settings } = familyWith('both');
    const open = familyWith('both', { settings: { ...settings, share: { ...settings.share, uploads: true } } });
    expect(guestsText(familyWith('both')).content).toContain('POST /api/assets$" 0;');
    expect(guestsText(open).content).toContain('POST /api/assets$" 1;');
    expect(inShort(nginx.plan(open, { ...finished, guests }))).toEqual([
      `write-file ${guestsConfPath}`,
      'reload-service nginx.service',
    ]);
  });

  it('is nobody’s but its own, whatever its name', () => {
    const { content } = guestsText(familyWith('both'));
    expect(content).toContain('server_name "~^share-photos\\.example-family\\.net$";');
    expect(content).toContain(refusalMark);
    expect(content).not.toContain('{{');
  });
});

describe('names of before', () => {
  const before = { photos: 'fotos.old.net', share: 'share.old.net', vpn: 'vpn.old.net' };
  const older = { photos: 'older.net', share: 'share.old.net', vpn: 'vpn.older.net' };
  const withFormer = (access: Access, ...former: (typeof before)[]): Wanted => {
    const { settings } = familyWith(access);
    return familyWith(access, { settings: { ...settings, former } });
  };
  const of = withFormer('both', before);
  const door = { ...finished, guests: written(nginx.plan(familyWith('both'), fresh)[4]) };
  const reload = 'reload-service nginx.service';
  const served = written(nginx.plan(of, door)[0]);
  const on: typeof served = { ...served, text: redirectedText(of, trixie).content };

  it('are served in full beside today’s, until they lead on', () => {
    expect(inShort(nginx.plan(of, door))).toEqual([
      'serve-former-names fotos.old.net, share.old.net photos.example-family.net',
      reload,
    ]);
    expect(served.path).toBe(formerConfPath);
    expect(served.text).toBe(servedText(of, trixie).content);
    expect(namesIn(served.text)).toEqual(['fotos.old.net', 'share.old.net']);
    expect(nginx.plan(of, { ...door, former: served })).toEqual([]);
    expect(nginx.plan(of, { ...door, former: on })).toEqual([]);
  });

  it('that lead on go on doing so while another is taken out', () => {
    const two = withFormer('both', before, older);
    const both = { ...served, text: redirectedText(two, trixie).content };
    expect(nginx.plan(of, { ...door, former: both })).toEqual([]);
    expect(nginx.plan(familyWith('both'), { ...door, former: both })).toEqual([]);
  });

  it('that led to a name which is one of before itself are served in full again', () => {
    const { hosts } = of.settings;
    const again = withFormer('both', hosts, before);
    const moved = { ...again, settings: { ...again.settings, hosts: { ...hosts, photos: 'new.example-family.net' } } };
    expect(leadsOn(on.text, moved, trixie)).toBe(false);
    expect(inShort(nginx.plan(moved, { ...door, former: on }))[1]).toMatch(/^serve-former-names photos.example-family/);
  });

  it('of guests are none without a public door, and without a direct way none is on :443', () => {
    expect(namesIn(servedText(withFormer('home', before), trixie).content)).toEqual(['fotos.old.net']);
    const text = redirectedText(withFormer('public', before), trixie).content;
    expect(text).not.toMatch(/listen (?:\S+:)?443|ssl/);
    expect(text).not.toContain('{{');
  });

  it('lead on with all that was asked, and are not remembered', () => {
    expect(on.text).toContain('return 308 https://photos.example-family.net$request_uri;');
    expect(on.text).toContain('return 308 https://share-photos.example-family.net$request_uri;');
    expect(on.text?.match(/Cache-Control "no-store"/g)).toHaveLength(2);
    expect(on.text?.match(/listen 443/g)).toHaveLength(1);
  });

  it.skipIf(!canAsk('nginx')).each([servedText, redirectedText])('are taken by nginx itself: %o', (text) => {
    const found = { ...trixie, installed: installedNginx() };
    expect(nginxSays('both', text(withFormer('both', before, older), found).content)).toMatch(/test is successful\n$/);
  });
});

describe('without a direct way', () => {
  it('nothing stands on :443, and no certificate is asked for', () => {
    const { content } = confText(familyWith('public'), trixie);
    expect(content).not.toMatch(/listen (?:\S+:)?443|ssl/);
    expect(content).not.toContain('{{');
    expect(inShort(nginx.plan(familyWith('public'), finished))).toEqual([
      ...pagesWritten,
      `write-file ${nginxConfPath}`,
      `write-file ${guestsConfPath}`,
      'reload-service nginx.service',
    ]);
  });

  it('asks for no certificate’s date', async () => {
    const asked: string[] = [];
    const listening = { ask: <T>(fact: Fact<T>) => (asked.push(fact.key), Promise.resolve(undefined as T)) };
    for (const access of ['both', 'home', 'public'] as const) await nginx.inspect(listening, familyWith(access));
    const at = '/etc/letsencrypt/live/immich-at-home/fullchain.pem';
    expect(asked.filter((key) => key.startsWith('unit'))).toEqual([
      `unit nginx.service ${nginxConfPath} ${formerConfPath} ${guestsConfPath} ${at}`,
      `unit nginx.service ${nginxConfPath} ${formerConfPath} ${at}`,
      `unit nginx.service ${nginxConfPath} ${formerConfPath} ${guestsConfPath}`,
    ]);
  });
});

describe.skipIf(!canAsk('nginx'))('nginx itself', () => {
  it.each(['both', 'home', 'public'] as const)('takes the files of the model "%s"', (access) => {
    expect(nginxSays(access)).toMatch(/test is successful\n$/);
  });
});

/** What nginx says of our files with a certificate that is there; no listener is opened. */
function nginxSays(access: Access, former = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'iah-nginx-'));
  const [key, chain] = [join(folder, 'key.pem'), join(folder, 'chain.pem')];
  try {
    spawnSync('openssl', [
      'req',
      '-x509',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-subj',
      '/CN=x',
      '-keyout',
      key,
      '-out',
      chain,
    ]);
    const family = confText(familyWith(access), { ...trixie, installed: installedNginx() }).content;
    const withKey = (text: string): string =>
      text
        .replaceAll(/ssl_certificate \S+;/g, `ssl_certificate ${chain};`)
        .replaceAll(/certificate_key \S+;/g, `certificate_key ${key};`);
    writeFileSync(join(folder, 'family.conf'), withKey(family));
    writeFileSync(join(folder, 'f-former.conf'), withKey(former));
    if (access !== 'home') writeFileSync(join(folder, 'guests.conf'), guestsText(familyWith(access)).content);
    const main = join(folder, 'nginx.conf');
    writeFileSync(
      main,
      `pid ${folder}/pid;\nerror_log ${folder}/error.log;\nevents {}\nhttp { access_log off; include ${folder}/[fg]*.conf; }\n`,
    );
    // in a network of its own: nginx tries its listeners, and here somebody may sit on :443
    return spawnSync('unshare', ['--net', 'nginx', '-t', '-e', `${folder}/error.log`, '-c', main], { encoding: 'utf8' })
      .stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const installedNginx = (): string =>
  /nginx\/(\S+)/.exec(spawnSync('nginx', ['-v'], { encoding: 'utf8' }).stderr)?.[1] ?? '1.18.0';

describe('which way', () => {
  const [english, german] = pageTexts(wanted).map(({ content }) => content);

  it('is a page in two languages, without a script and without anything from elsewhere', () => {
    for (const page of [english, german]) {
      expect(page).not.toMatch(/<script|javascript:|\bsrc=|\bhref=|url\(|@import|\{\{/);
      expect(page?.match(/<section id="(?:home|tunnel|public)">/g)).toHaveLength(3);
    }
    expect(english).toContain('<html lang="en">');
    expect(german).toContain('<html lang="de">');
  });

  it('advises nobody to take a way that this household does not have', () => {
    expect(english).toContain('WireGuard app');
    for (const { content } of pageTexts(familyWith('public'))) expect(content).not.toContain('Private DNS');
    expect(inShort(plan({ pages: pageTexts(familyWith('public')).map(({ path }) => absent(path)) }))).toEqual(
      pagesWritten,
    );
  });

  it('lets only its own style take effect', () => {
    const [, style = ''] = /<style>([^]*?)<\/style>/.exec(english ?? '') ?? [];
    expect(createHash('sha256').update(style).digest('base64')).toBe(styleDigest(wanted.template));
    expect(confText(wanted, trixie).content).toContain(`style-src 'sha256-${styleDigest(wanted.template)}'`);
  });

  it('knows the VPN by both of its networks', () => {
    const { settings } = wanted;
    const with6 = family({ settings: { ...settings, vpn: { ...settings.vpn, network6: 'fd12:3456:789a:1::/64' } } });
    expect(confText(wanted, trixie).content).toContain('default 0;\n    10.83.0.0/22 1;\n}');
    expect(confText(with6, trixie).content).toContain('10.83.0.0/22 1;\n    fd12:3456:789a:1::/64 1;\n}');
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
    expect(door).toMatchObject({ ping: '{"res":"pong"}', otherName: { tls: 35, hidden: 0 } });
    expect(door.whoami).toBe('{"address":"192.168.178.10","cloudflare":false}');
  });

  it('about the tunnel’s listener', () => {
    const page = `403 <!doctype html> <html lang="en"> <head> <meta charset="utf-8"> <meta ${refusalMark}> 403`;
    expect(parseTunnelDoor(`ping {"res":"pong"}\ndirect \nguests ${page}\nother 52\n`)).toEqual({
      ping: '{"res":"pong"}',
      direct: '',
      guests: { status: 403, page: page.slice(4) },
      otherName: 52,
    });
    expect(parseTunnelDoor('ping \ndirect \nguests 000 000\nother 7\n')).toEqual({
      ping: '',
      direct: '',
      guests: { status: 0, page: '000' },
      otherName: 7,
    });
  });
});
