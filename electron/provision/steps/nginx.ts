/**
 * The door: nginx in front of Immich, on the tunnel's listener (127.0.0.1:8283) and on :443, for exactly one name. The surprise:
 * nginx serves whatever block comes first to whoever asks for another name, so both listeners begin with one that answers nothing.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { isPong } from '../../immich/calls';
import type { FileText } from '../engine/action';
import { install, running, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { fullchainPath, privateKeyPath } from '../facts/certificate';
import { file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { listeners } from '../facts/immich';
import { defaultPagePath, door, knowsHttp2Directive, nginx as nginxFact, type FoundNginx } from '../facts/nginx';
import { all, Sh, sh } from '../shell/sh';

export const nginxConfPath = '/etc/nginx/conf.d/immich-at-home.conf';
const service = 'nginx.service';

export interface FoundDoorkeeper {
  readonly packages: ReadonlyMap<string, string>;
  readonly nginx: FoundNginx;
  readonly conf: FoundFile;
  readonly defaultPage: FoundFile;
  readonly unit: FoundUnit;
}

export function confText({ settings, template }: Wanted, found: FoundNginx): FileText {
  const directive = knowsHttp2Directive(found);
  return {
    path: nginxConfPath,
    mode: '0644',
    content: render(template('nginx/immich-at-home.conf'), {
      host_pattern: settings.hosts.photos.replaceAll('.', '\\.'),
      listen_443: directive ? 'ssl' : 'ssl http2',
      http2: directive ? 'http2 on;' : '# (HTTP/2 is switched on in the line above: this nginx knows no `http2 on`)',
      fullchain: fullchainPath,
      private_key: privateKeyPath,
    }),
  };
}

/** The package brings its example page with it, so on a fresh server it is not there yet when this is planned. */
const removeDefaultPage: Change = {
  summary: say('remove-file', { path: defaultPagePath }),
  action: { kind: 'remove', path: defaultPagePath },
  undo: 'restore-previous',
  risk: 'none',
};

/** Where nginx was at work before us, somebody may serve that page's folder: its file is emptied, and only after a yes. */
const emptyDefaultPage = (page: FoundFile): Change | false =>
  write(page, {
    path: defaultPagePath,
    mode: '0644',
    content: `# Switched off by Immich at Home, which answers for one name only. To have it back:
# ln -sf /etc/nginx/sites-available/default ${defaultPagePath}
`,
  });

/** nginx reads its files before it takes them up: one that it refuses changes nothing, and is named. */
function takeUp(start: Change | false): Change | false {
  if (!start || start.action.kind !== 'service') return start;
  const { verb } = start.action;
  const begin =
    verb === 'reload'
      ? sh`systemctl reload ${service}`
      : sh`systemctl --quiet enable ${service}; systemctl restart ${service}`;
  return { ...start, action: { kind: 'run', command: all(new Sh('nginx -t 2>&1'), begin), failure: 'nginx' } };
}

export const nginx: Step<FoundDoorkeeper> = {
  id: 'nginx',
  after: ['immich', 'certificate'],
  wantedBy: () => true,

  inspect: (reader) =>
    answers({
      packages: reader.ask(packages('nginx')),
      nginx: reader.ask(nginxFact),
      conf: reader.ask(file(nginxConfPath)),
      defaultPage: reader.ask(file(defaultPagePath)),
      unit: reader.ask(unit(service, [nginxConfPath, fullchainPath])),
    }),

  plan(wanted, found) {
    const missing = install(found.packages, ['nginx']);
    const conf = write(found.conf, confText(wanted, found.nginx));
    const ours = missing !== false || found.nginx.broughtByUs;
    const page =
      (missing || found.nginx.defaultPage) && (ours ? removeDefaultPage : emptyDefaultPage(found.defaultPage));
    const start = running(found.unit, service, Boolean(conf || page), 'reload');
    return changes(missing, conf, page, takeUp(start));
  },

  async verify({ settings }, reader) {
    const host = settings.hosts.photos;
    const { address } = settings.lan;
    const [seen, plain, backend] = await Promise.all([
      reader.ask(door(host, address, fullchainPath)),
      reader.ask(listeners(8283)),
      reader.ask(listeners(2283)),
    ]);
    const asked = parseWhoami(seen.whoami);
    const onlyHere = (addresses: readonly string[]): boolean =>
      addresses.length > 0 && addresses.every((at) => at === '127.0.0.1');
    const checked = [
      { what: `certificate on ${address}:443`, fine: seen.served !== null && seen.served === seen.onDisk },
      { what: `https://${host}/api/server/ping`, fine: isPong(seen.ping) },
      {
        what: 'client address not forged',
        fine: asked !== null && asked.address !== '192.0.2.66' && !asked.cloudflare,
      },
      {
        what: `other names refused on :443 (curl ${seen.otherName.tls}, HTTP ${seen.otherName.hidden})`,
        fine: seen.otherName.tls === 35 && [0, 421].includes(seen.otherName.hidden),
      },
      { what: 'other names closed on :8283', fine: seen.otherName.plain === 52 },
      { what: 'port 8283 on 127.0.0.1 only', fine: onlyHere(plain) },
      { what: 'port 2283 on 127.0.0.1 only', fine: onlyHere(backend) },
    ];
    if (checked.every(({ fine }) => fine))
      return ok([say('proof-nginx', { host }), say('proof-backend-private', { ports: '2283, 8283' })]);
    return failed(failure('service-not-running', { service: 'nginx' }, { checked }));
  },
};

function parseWhoami(body: string): { address: string; cloudflare: boolean } | null {
  const read = /^\{"address":"([^"]+)","cloudflare":(true|false)\}$/.exec(body.trim());
  return read ? { address: read[1] ?? '', cloudflare: read[2] === 'true' } : null;
}
