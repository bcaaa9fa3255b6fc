/**
 * The name of the way home, kept current: most homes get a new address now and then. The surprise: this publishes the home's
 * address, as every such name does; the record is DNS-only, because Cloudflare's proxy carries no WireGuard. A household whose router
 * has a name of its own, or an address that stays, publishes nothing: then this part is not wanted, and its records go.
 * Its script is Python: answers in JSON are not for sed. When it leaves, the record goes first, by this release's script and the token
 * that made it; a token that was revoked meanwhile does not keep the part here for ever, what stays at Cloudflare is said instead.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { registrableDomain } from '../../contract/hostname';
import { hasDirectWay, zoneOf, type Settings } from '../../contract/settings';
import type { FileText } from '../engine/action';
import { run, running, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { file, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { published, type FoundEndpoint } from '../facts/endpoint';
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
  readonly published: FoundEndpoint | null;
}

export function endpointTexts({ settings, template }: Wanted): Record<keyof typeof endpointPaths, FileText> {
  const host = settings.hosts.vpn;
  return {
    script: { path: endpointPaths.script, mode: '0755', content: template('endpoint/endpoint') },
    service: {
      path: endpointPaths.service,
      mode: '0644',
      content: render(template(`endpoint/${name}.service`), {
        host,
        zone: zoneOf(settings),
        families: familiesOf(settings),
        script: endpointPaths.script,
        token_file: tokenPath,
      }),
    },
    timer: {
      path: endpointPaths.timer,
      mode: '0644',
      content: render(template(`endpoint/${name}.timer`), { host }),
    },
  };
}

const wantsIpv6 = ({ endpoint: way }: Settings): boolean => way.kind === 'record' && way.ipv6;
const wantsIpv4 = ({ endpoint: way }: Settings): boolean => way.kind !== 'record' || way.ipv4;

/** The script's last argument. */
const familiesOf = (settings: Settings): string =>
  wantsIpv6(settings) ? (wantsIpv4(settings) ? ' ipv6' : ' ipv6-only') : '';

const isPublished = (said: FoundEndpoint | null, settings: Settings): boolean =>
  said?.host === settings.hosts.vpn && said.ipv6 === wantsIpv6(settings) && said.ipv4 === wantsIpv4(settings);

/** Once by hand, so that a record that cannot be made is said now; what it said is in the unit's journal. */
function publishNow(found: FoundEndpoint | null, host: string, zone: string): Change {
  const command = all(
    sh`systemctl daemon-reload`,
    sh`since=$(date '+%Y-%m-%d %H:%M:%S')`,
    sh`systemctl start ${`${name}.service`} || { journalctl --no-pager -o cat -u ${`${name}.service`} --since "$since" | tail -n 20 >&2; exit 1; }`,
  );
  const gone = sh`[ ! -x ${endpointPaths.script} ] || ${withdraw(host, zone)} || :\n${forget}`;
  return run(
    say('publish-endpoint', { host }),
    command,
    // the same name with other families: what was published before is published by what was there before
    found?.host === host
      ? { again: sh`systemctl daemon-reload\nsystemctl start ${`${name}.service`} || :` }
      : { undo: { kind: 'run', command: gone } },
  );
}

const withdraw = (host: string, zone: string): Sh =>
  sh`CREDENTIALS_DIRECTORY=$(dirname ${tokenPath}) ${endpointPaths.script} withdraw ${host} ${zone}`;
const forget = sh`rm -rf ${`/var/lib/private/${name}`} ${`/var/lib/${name}`}`;

/** What was published may be another name than the one chosen now. A run that has just begun must not publish it again. */
const withdrawNow = (host: string): Change =>
  run(
    say('withdraw-endpoint', { host }),
    all(
      sh`systemctl stop ${`${name}.service`} 2>/dev/null || :`,
      sh`${withdraw(host, registrableDomain(host) ?? host)} || exit 1`,
      forget,
    ),
    {
      // as a job: what it says is shown
      job: 'plain',
      undo: {
        kind: 'run',
        // the token may have been refused: then the record never went, and the timer's own attempts say why
        command: sh`systemctl daemon-reload\nsystemctl start ${`${name}.service`} || :`,
      },
    },
  );

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
      published: reader.ask(published),
    }),

  plan(wanted, found) {
    const { settings } = wanted;
    const host = settings.hosts.vpn;
    const texts = endpointTexts(wanted);
    const service = write(found.service, texts.service);
    const timer = write(found.timer, texts.timer);
    return changes(
      write(found.script, texts.script),
      service,
      timer,
      !isPublished(found.published, settings) && publishNow(found.published, host, zoneOf(settings)),
      running(found.unit, `${name}.timer`, Boolean(timer)),
    );
  },

  async verify({ settings }, reader) {
    const host = settings.hosts.vpn;
    const [said, timer] = await Promise.all([
      reader.ask(published),
      reader.ask(unit(`${name}.timer`, [endpointPaths.timer])),
    ]);
    const checked = [
      { what: `${host} published`, fine: isPublished(said, settings) },
      { what: `${name}.timer`, fine: timer.state === 'running' && timer.enabled },
    ];
    if (said && checked.every(({ fine }) => fine))
      return ok([
        ...(said.address === null ? [] : [say('proof-endpoint', { host, address: said.address })]),
        ...(said.address6 === null
          ? []
          : [say(said.ipv4 ? 'proof-endpoint6' : 'proof-endpoint6-only', { host, address: said.address6 })]),
      ]);
    return failed(failure('service-not-running', { service: `${name}.timer` }, { checked }));
  },

  leaving: {
    plan(wanted, found) {
      // an older release's would end here for ever with a token that was revoked
      const script = found.published !== null && write(found.script, endpointTexts(wanted).script);
      return changes(
        switchedOff(found.unit, `${name}.timer`),
        script,
        found.published && withdrawNow(found.published.host),
        removed(found.timer),
        removed(found.service),
        removed(afterwards(found.script, script)),
      );
    },

    async verify(_wanted, reader) {
      const [said, timer] = await Promise.all([reader.ask(published), reader.ask(unit(`${name}.timer`))]);
      const checked = [
        { what: `${said?.host ?? 'nothing'} published`, fine: said === null },
        { what: `${name}.timer`, fine: !isOn(timer) },
      ];
      if (checked.every(({ fine }) => fine)) return ok([say('proof-switched-off', { service: `${name}.timer` })]);
      return failed(failure('command-failed', { command: 'endpoint withdraw', status: 0 }, { checked }));
    },
  },
};
