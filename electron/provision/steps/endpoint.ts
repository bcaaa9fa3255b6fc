/**
 * The name of the way home, kept current: most homes get a new address now and then. The surprise: this publishes the home's
 * address, as every such name does; the record is DNS-only, because Cloudflare's proxy carries no WireGuard. A household whose router
 * has a name of its own, or an address that stays, publishes nothing: then this part is not wanted, and its records go. Names of before
 * that the household keeps are published beside today's: phones whose codes say them find the home.
 * Its script is Python: answers in JSON are not for sed. When it leaves, the record goes first, by this release's script and the token
 * that made it; a token that was revoked meanwhile does not keep the part here for ever, what stays at Cloudflare is said instead.
 */
import { failure } from '../../contract/failure';
import { say, type Message } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { registrableDomain } from '../../contract/hostname';
import type { Settings } from '../../contract/settings';
import { formerly, hasDirectWay } from '../../contract/ways';
import type { FileText } from '../engine/action';
import { run, running, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { file, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { everyPublished, publishedPath, type FoundEndpoint } from '../facts/endpoint';
import { all, sh, type Sh } from '../shell/sh';
import { tokenPath } from './certificate';
import { afterwards, isOn, removed, switchedOff } from './leaving';

const name = 'immich-at-home-endpoint';
export const endpointPaths = {
  script: '/usr/local/lib/immich-at-home/endpoint',
  service: `/etc/systemd/system/${name}.service`,
  timer: `/etc/systemd/system/${name}.timer`,
} as const;

export interface FoundPublisher {
  readonly script: FoundFile;
  readonly service: FoundFile;
  readonly timer: FoundFile;
  readonly unit: FoundUnit;
  /** Today's name first; [] = none. */
  readonly published: readonly FoundEndpoint[];
}

/** Under which phones knock: today's, then those of before. */
const namesOf = (settings: Settings): readonly string[] => [settings.hosts.vpn, ...formerly(settings, 'vpn')];
const zoneOfHost = (host: string): string => registrableDomain(host) ?? host;

export function endpointTexts({ settings, template }: Wanted): Record<keyof typeof endpointPaths, FileText> {
  const names = namesOf(settings);
  const hosts = names.join(', ');
  return {
    script: { path: endpointPaths.script, mode: '0755', content: template('endpoint/endpoint') },
    service: {
      path: endpointPaths.service,
      mode: '0644',
      content: render(template(`endpoint/${name}.service`), {
        hosts,
        names: names.map((host) => `${host} ${zoneOfHost(host)}`).join(' '),
        families: familiesOf(settings),
        script: endpointPaths.script,
        token_file: tokenPath,
      }),
    },
    timer: {
      path: endpointPaths.timer,
      mode: '0644',
      content: render(template(`endpoint/${name}.timer`), { hosts }),
    },
  };
}

const wantsIpv6 = ({ endpoint: way }: Settings): boolean => way.kind === 'record' && way.ipv6;
const wantsIpv4 = ({ endpoint: way }: Settings): boolean => way.kind !== 'record' || way.ipv4;

/** The script's last argument. */
const familiesOf = (settings: Settings): string =>
  wantsIpv6(settings) ? (wantsIpv4(settings) ? ' ipv6' : ' ipv6-only') : '';

/** As wished, whichever of the names it is. */
const isRight = (said: FoundEndpoint, settings: Settings): boolean =>
  said.ipv6 === wantsIpv6(settings) && said.ipv4 === wantsIpv4(settings);
const isPublished = (found: readonly FoundEndpoint[], host: string, settings: Settings): boolean =>
  found.some((said) => said.host === host && isRight(said, settings));

const startAgain = sh`systemctl daemon-reload\nsystemctl start ${`${name}.service`} || :`;

/** Once by hand, so that a record that cannot be made is said now; what it said is in the unit's journal. */
function publishNow(found: readonly FoundEndpoint[], hosts: readonly string[]): Change {
  const command = all(
    sh`systemctl daemon-reload`,
    sh`since=$(date '+%Y-%m-%d %H:%M:%S')`,
    sh`systemctl start ${`${name}.service`} || { journalctl --no-pager -o cat -u ${`${name}.service`} --since "$since" | tail -n 20 >&2; exit 1; }`,
  );
  const fresh = hosts.filter((host) => found.every((said) => said.host !== host));
  const gone = fresh.map((host) => sh`[ ! -x ${endpointPaths.script} ] || ${withdraw(host)} || :\n${forgetName(host)}`);
  const wipe = found.length === 0 ? [forget] : [];
  return run(say('publish-endpoint', { host: hosts.join(', ') }), command, {
    ...(fresh.length > 0 ? { undo: { kind: 'run', command: all(...gone, ...wipe) } } : {}),
    // what was published before is published by what was there before
    ...(found.length > 0 ? { again: startAgain } : {}),
  });
}

const withdraw = (host: string): Sh =>
  sh`CREDENTIALS_DIRECTORY=$(dirname ${tokenPath}) ${endpointPaths.script} withdraw ${host} ${zoneOfHost(host)}`;
const forget = sh`rm -rf ${`/var/lib/private/${name}`} ${`/var/lib/${name}`}`;
/** Into the same file: a new one would be root's, and the service could not read it. */
const forgetName = (host: string): Sh =>
  sh`if [ -e ${publishedPath} ]; then left=$(awk -v host=${host} '$1 != host' ${publishedPath}); printf '%s\n' "$left" > ${publishedPath}; fi`;

/** Of a name that is not wanted any more, while others stay. A run that has just begun must not publish it again. */
const drop = (host: string): Change =>
  run(
    say('withdraw-endpoint', { host }),
    all(
      sh`systemctl daemon-reload`,
      sh`systemctl stop ${`${name}.service`} 2>/dev/null || :`,
      sh`${withdraw(host)} || exit 1`,
      forgetName(host),
    ),
    { job: 'plain', again: startAgain },
  );

/** What was published may be other names than the ones chosen now. */
const withdrawNow = (host: string, n: number, hosts: readonly string[]): Change =>
  run(
    say('withdraw-endpoint', { host }),
    all(
      sh`systemctl stop ${`${name}.service`} 2>/dev/null || :`,
      sh`${withdraw(host)} || exit 1`,
      n === hosts.length - 1 ? forget : forgetName(host),
    ),
    {
      // as a job: what it says is shown
      job: 'plain',
      // the token may have been refused: then the record never went, and the timer's own attempts say why
      undo: { kind: 'run', command: startAgain },
    },
  );

const proofs = ({ host, address, address6, ipv4 }: FoundEndpoint): readonly Message[] => [
  ...(address === null ? [] : [say('proof-endpoint', { host, address })]),
  ...(address6 === null ? [] : [say(ipv4 ? 'proof-endpoint6' : 'proof-endpoint6-only', { host, address: address6 })]),
];

export const endpoint: Step<FoundPublisher> = {
  id: 'endpoint',
  after: ['certificate', 'wireguard'],
  wantedBy: (settings) => hasDirectWay(settings) && settings.endpoint.kind === 'record',

  inspect: (reader) =>
    answers({
      script: reader.ask(file(endpointPaths.script)),
      service: reader.ask(file(endpointPaths.service)),
      timer: reader.ask(file(endpointPaths.timer)),
      unit: reader.ask(unit(`${name}.timer`, [endpointPaths.timer])),
      published: reader.ask(everyPublished),
    }),

  plan(wanted, found) {
    const { settings } = wanted;
    const names = namesOf(settings);
    const texts = endpointTexts(wanted);
    const service = write(found.service, texts.service);
    const timer = write(found.timer, texts.timer);
    const missing = names.filter((host) => !isPublished(found.published, host, settings));
    const dropped = found.published.map(({ host }) => host).filter((host) => !names.includes(host));
    return changes(
      write(found.script, texts.script),
      service,
      timer,
      missing.length > 0 && publishNow(found.published, missing),
      dropped.map(drop),
      running(found.unit, `${name}.timer`, Boolean(timer)),
    );
  },

  async verify({ settings }, reader) {
    const names = namesOf(settings);
    const [found, timer] = await Promise.all([
      reader.ask(everyPublished),
      reader.ask(unit(`${name}.timer`, [endpointPaths.timer])),
    ]);
    const checked = [
      ...names.map((host) => ({ what: `${host} published`, fine: isPublished(found, host, settings) })),
      ...found
        .filter(({ host }) => !names.includes(host))
        .map(({ host }) => ({ what: `${host} withdrawn`, fine: false })),
      { what: `${name}.timer`, fine: timer.state === 'running' && timer.enabled },
    ];
    if (checked.every(({ fine }) => fine)) return ok(found.flatMap(proofs));
    return failed(failure('service-not-running', { service: `${name}.timer` }, { checked }));
  },

  leaving: {
    plan(wanted, found) {
      // an older release's would end here for ever with a token that was revoked
      const script = found.published.length > 0 && write(found.script, endpointTexts(wanted).script);
      return changes(
        switchedOff(found.unit, `${name}.timer`),
        script,
        found.published.map(({ host }) => host).map(withdrawNow),
        removed(found.timer),
        removed(found.service),
        removed(afterwards(found.script, script)),
      );
    },

    async verify(_wanted, reader) {
      const [said, timer] = await Promise.all([reader.ask(everyPublished), reader.ask(unit(`${name}.timer`))]);
      const checked = [
        { what: `${said.map(({ host }) => host).join(', ') || 'nothing'} published`, fine: said.length === 0 },
        { what: `${name}.timer`, fine: !isOn(timer) },
      ];
      if (checked.every(({ fine }) => fine)) return ok([say('proof-switched-off', { service: `${name}.timer` })]);
      return failed(failure('command-failed', { command: 'endpoint withdraw', status: 0 }, { checked }));
    },
  },
};
