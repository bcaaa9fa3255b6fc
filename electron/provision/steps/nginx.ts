/**
 * The door: nginx in front of Immich. The family's host on the tunnel's listener (127.0.0.1:8283) and, where there is a direct way, on
 * :443; the guests' host on the tunnel's listener alone, in a file of its own that is there only with a public door. The surprise:
 * nginx serves whatever block comes first to whoever asks for another name, so each listener begins with one that answers nothing.
 */
import { failure, type Checked } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { hasDirectWay, hasPublicDoor } from '../../contract/ways';
import { isPong } from '../../immich/calls';
import { doorsMakeWay, theirDoors } from '../adopt/doors';
import { foreign, install, running, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { fullchainPath } from '../facts/certificate';
import { absent, file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { listeners } from '../facts/immich';
import {
  defaultPagePath,
  door,
  nginx as nginxFact,
  tunnelDoor,
  type FoundDoor,
  type FoundNginx,
  type FoundTunnelDoor,
} from '../facts/nginx';
import { refusalMark } from '../leaks/judge';
import { all, Sh, sh } from '../shell/sh';
import {
  confText,
  formerConfPath,
  guestsConfPath,
  guestsText,
  leadsOn,
  namesOfBefore,
  nginxConfPath,
  servedText,
} from './nginx-texts';
import { formerSeen } from './former-seen';
import { pages, pageTexts } from './whoami';

const service = 'nginx.service';

export interface FoundDoorkeeper {
  readonly packages: ReadonlyMap<string, string>;
  readonly nginx: FoundNginx;
  readonly conf: FoundFile;
  /** The guests' host. */
  readonly guests: FoundFile;
  /** Names of before. */
  readonly former: FoundFile;
  /** "Which way am I on?", in each language. */
  readonly pages: readonly FoundFile[];
  readonly defaultPage: FoundFile;
  readonly unit: FoundUnit;
  /** Files of somebody whose Immich is taken over that lead to it; [] where none is. */
  readonly theirs: readonly FoundFile[];
}

/** Without a public door nobody comes for albums: the file goes. */
const removeGuests = (found: FoundFile): Change | false =>
  found.exists && {
    summary: say('remove-file', { path: guestsConfPath }),
    action: { kind: 'remove', path: guestsConfPath },
    undo: 'restore-previous',
    risk: 'none',
    before: found.text,
    replacesForeign: foreign(found),
    accepts: guestsConfPath,
  };

/** As long as they do not lead on, names of before are served as they were. Taken out they are last, when nothing leads here by them. */
function serveFormer(wanted: Wanted, found: FoundDoorkeeper): Change | false {
  if (leadsOn(found.former.text, wanted, found.nginx)) return false;
  const { photos, share } = namesOfBefore(wanted);
  const served = write(found.former, servedText(wanted, found.nginx));
  const hosts = [...photos, ...share].join(', ');
  return served && { ...served, summary: say('serve-former-names', { hosts, to: wanted.settings.hosts.photos }) };
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
export function takeUp(start: Change | false): Change | false {
  if (!start || start.action.kind !== 'service') return start;
  const { verb } = start.action;
  const begin =
    verb === 'reload'
      ? sh`systemctl reload ${service}`
      : sh`systemctl --quiet enable ${service}; systemctl restart ${service}`;
  return { ...start, action: { kind: 'run', command: all(new Sh('nginx -t 2>&1'), begin), failure: 'nginx' } };
}

/** Their listeners on every address and ours on this machine's are not exchanged by a reload, neither now nor by an undo: only a start lets go. */
const andBack = (change: Change | false): Change | false =>
  change && { ...change, again: sh`! systemctl is-active --quiet ${service} || systemctl restart ${service}` };

export const nginx: Step<FoundDoorkeeper> = {
  id: 'nginx',
  after: ['immich', 'certificate'],
  wantedBy: () => true,

  inspect: (reader, { settings }) =>
    answers({
      packages: reader.ask(packages('nginx')),
      nginx: reader.ask(nginxFact),
      conf: reader.ask(file(nginxConfPath)),
      guests: reader.ask(file(guestsConfPath)),
      former: reader.ask(file(formerConfPath)),
      pages: Promise.all(pages.map((path) => reader.ask(file(path)))),
      defaultPage: reader.ask(file(defaultPagePath)),
      theirs: theirDoors(reader, settings),
      unit: reader.ask(
        unit(service, [
          nginxConfPath,
          formerConfPath,
          ...(hasPublicDoor(settings) ? [guestsConfPath] : []),
          ...(hasDirectWay(settings) ? [fullchainPath] : []),
        ]),
      ),
    }),

  plan(wanted, found) {
    const missing = install(found.packages, ['nginx']);
    const page = pageTexts(wanted).map((text, n) => write(found.pages[n] ?? absent(text.path), text));
    const conf = write(found.conf, confText(wanted, found.nginx));
    const guests = hasPublicDoor(wanted.settings)
      ? write(found.guests, guestsText(wanted))
      : removeGuests(found.guests);
    const former = serveFormer(wanted, found);
    const ours = missing !== false || found.nginx.broughtByUs;
    const example =
      (missing || found.nginx.defaultPage) && (ours ? removeDefaultPage : emptyDefaultPage(found.defaultPage));
    const theirs = doorsMakeWay(found.theirs);
    const anew = Boolean(conf || guests || former || example) || theirs.length > 0;
    const start = running(found.unit, service, anew, theirs.length > 0 ? 'restart' : 'reload');
    return changes(
      missing,
      ...page,
      theirs,
      conf,
      guests,
      former,
      example,
      theirs.length > 0 ? andBack(takeUp(start)) : takeUp(start),
    );
  },

  async verify(wanted, reader) {
    const { settings } = wanted;
    const host = settings.hosts.photos;
    const { address } = settings.lan;
    const [before, direct, tunnel, plain, backend] = await Promise.all([
      formerSeen(wanted, reader),
      hasDirectWay(settings) ? reader.ask(door(host, address, fullchainPath)) : null,
      reader.ask(tunnelDoor(settings.hosts, address)),
      reader.ask(listeners(8283)),
      reader.ask(listeners(2283)),
    ]);
    const onlyHere = (addresses: readonly string[]): boolean =>
      addresses.length > 0 && addresses.every((at) => at === '127.0.0.1');
    const checked = [
      ...(direct ? directWay(direct, host, address) : [{ what: `${host} not on :443`, fine: !isPong(tunnel.direct) }]),
      { what: `${host} on 127.0.0.1:8283`, fine: isPong(tunnel.ping) },
      { what: 'other names closed on :8283', fine: tunnel.otherName === 52 },
      guestsHost(tunnel, settings.hosts.share, hasPublicDoor(settings)),
      ...before.map(({ what, answers, leadsOn: on }) => ({ what, fine: answers || on })),
      { what: 'port 8283 on 127.0.0.1 only', fine: onlyHere(plain) },
      { what: 'port 2283 on 127.0.0.1 only', fine: onlyHere(backend) },
    ];
    if (checked.every(({ fine }) => fine))
      return ok([say('proof-nginx', { host }), say('proof-backend-private', { ports: '2283, 8283' })]);
    return failed(failure('service-not-running', { service: 'nginx' }, { checked }));
  },
};

function directWay(seen: FoundDoor, host: string, address: string): readonly Checked[] {
  const asked = parseWhoami(seen.whoami);
  const { tls, hidden } = seen.otherName;
  return [
    { what: `certificate on ${address}:443`, fine: seen.served !== null && seen.served === seen.onDisk },
    { what: `https://${host}/api/server/ping`, fine: isPong(seen.ping) },
    { what: 'client address not forged', fine: asked !== null && asked.address !== '192.0.2.66' && !asked.cloudflare },
    {
      what: `other names refused on :443 (curl ${tls}, HTTP ${hidden})`,
      fine: tls === 35 && [0, 421].includes(hidden),
    },
  ];
}

/** The whole proof is the leak run's; this says that the file took effect. */
const guestsHost = ({ guests }: FoundTunnelDoor, host: string, wanted: boolean): Checked =>
  wanted
    ? { what: `${host} refuses what is no album`, fine: guests.status === 403 && guests.page.includes(refusalMark) }
    : { what: `${host} closed`, fine: guests.status === 0 };

function parseWhoami(body: string): { address: string; cloudflare: boolean } | null {
  const read = /^\{"address":"([^"]+)","way":"home","cloudflare":(true|false)\}$/.exec(body.trim());
  return read ? { address: read[1] ?? '', cloudflare: read[2] === 'true' } : null;
}
