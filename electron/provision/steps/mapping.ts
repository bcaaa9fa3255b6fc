/**
 * The port forward, asked for by the server itself where the household wants that and the router allows it. The surprise: what a router
 * gives this way ends by itself, mostly within the hour, and is forgotten when it restarts: so a timer asks again and again. It never
 * asks for another device, and never takes a port that another device has.
 */
import { failure, type Failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import type { Settings } from '../../contract/settings';
import { hasDirectWay } from '../../contract/ways';
import type { FileText } from '../engine/action';
import { install, run, running, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { render } from '../engine/template';
import { answers } from '../facts/answers';
import { file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { mappingFolder, mappingNoted, mappingShown, type FoundMapping, type NotedMapping } from '../facts/mapping';
import { all, sh, type Sh } from '../shell/sh';
import { afterwards, isOn, removed, switchedOff } from './leaving';

const name = 'immich-at-home-mapping';
const programs = ['miniupnpc', 'natpmpc'] as const;
export const mappingPaths = {
  script: '/usr/local/lib/immich-at-home/mapping',
  service: `/etc/systemd/system/${name}.service`,
  timer: `/etc/systemd/system/${name}.timer`,
} as const;

export interface FoundAsker {
  readonly packages: ReadonlyMap<string, string>;
  readonly script: FoundFile;
  readonly service: FoundFile;
  readonly timer: FoundFile;
  readonly unit: FoundUnit;
  readonly mapping: FoundMapping;
}

/** From whom, to whom, which port. */
type Asked = Pick<NotedMapping, 'router' | 'server' | 'port'>;
const askedBy = ({ lan, vpn }: Settings): Asked => ({ router: lan.router, server: lan.address, port: vpn.port });

export function mappingTexts({ settings, template }: Wanted): Record<keyof typeof mappingPaths, FileText> {
  const { router, server, port } = askedBy(settings);
  const values = { router, server, port: String(port), script: mappingPaths.script };
  const service = render(template(`mapping/${name}.service`), values);
  return {
    script: { path: mappingPaths.script, mode: '0755', content: template('mapping/mapping') },
    service: { path: mappingPaths.service, mode: '0644', content: service },
    timer: { path: mappingPaths.timer, mode: '0644', content: template(`mapping/${name}.timer`) },
  };
}

/** Neither of one run by hand, nor known by systemd-run in this form. */
const ofTheService = ['Type', 'ExecStart', 'TimeoutStartSec'];

/** It reads what a router says: so it is fenced in by hand as well, like the service, and reaches the household's router alone. */
function verb(wanted: Wanted, which: 'withdraw' | 'show', { server, port }: Pick<Asked, 'server' | 'port'>): Sh {
  const [, section = ''] = mappingTexts(wanted).service.content.split('[Service]\n');
  const fence = section
    .split('\n')
    .filter((line) => /^\w+=/.test(line) && !ofTheService.includes(line.split('=')[0] ?? ''));
  const properties = ['RuntimeMaxSec=120', `User=${name}`, ...fence].map((property) => `--property=${property}`);
  const words = [mappingPaths.script, which, wanted.settings.lan.router, server, port];
  return sh`systemd-run --quiet --collect --wait --pipe ${properties} ${words}`;
}
const forget = sh`rm -rf ${`/var/lib/private/${name}`} ${mappingFolder}`;

/** Once by hand, so that a refusal is said now, in the router's own words. */
const askNow = (wanted: Wanted, asked: Asked): Change =>
  run(
    say('ask-for-mapping', { port: asked.port }),
    all(
      sh`systemctl daemon-reload`,
      sh`since=$(date '+%Y-%m-%d %H:%M:%S')`,
      sh`systemctl start ${`${name}.service`} || { journalctl --no-pager -o cat -u ${`${name}.service`} --since "$since" | tail -n 20 >&2; exit 1; }`,
    ),
    {
      failure: 'mapping',
      undo: {
        kind: 'run',
        command: sh`systemctl stop ${`${name}.service`} 2>/dev/null || :\n[ ! -x ${mappingPaths.script} ] || ${verb(wanted, 'withdraw', asked)} || :\n${forget}`,
      },
    },
  );

/** What the router gave may be another port than the one chosen now. A run that has just begun must not ask again. */
const withdrawNow = (wanted: Wanted, there: Asked): Change =>
  run(
    say('withdraw-mapping', { port: there.port }),
    all(
      sh`systemctl stop ${`${name}.service`} 2>/dev/null || :`,
      sh`${verb(wanted, 'withdraw', there)} || exit 1`,
      forget,
    ),
    {
      // as a job: what it says is shown, since a router that is away may keep something for a while
      job: 'plain',
      undo: { kind: 'run', command: sh`systemctl daemon-reload\nsystemctl start ${`${name}.service`} || :` },
    },
  );

/** What the program said when the router did not do as it was asked. */
export function mappingFailure(output: string, detail: string, { settings }: Wanted): Failure {
  const reason = /^mapping: (?:refused: )?(.+)$/m.exec(output)?.[1] ?? 'no answer';
  return failure('mapping-refused', { router: settings.lan.router, reason }, { detail });
}

const isGiven = ({ noted, holds }: FoundMapping, { router, server, port }: Asked): boolean =>
  holds && noted?.router === router && noted.server === server && noted.port === port;

export const mapping: Step<FoundAsker> = {
  id: 'mapping',
  after: ['wireguard', 'firewall'],
  wantedBy: (settings) => hasDirectWay(settings) && settings.router.mapping,

  inspect: (reader) =>
    answers({
      packages: reader.ask(packages(...programs)),
      script: reader.ask(file(mappingPaths.script)),
      service: reader.ask(file(mappingPaths.service)),
      timer: reader.ask(file(mappingPaths.timer)),
      unit: reader.ask(unit(`${name}.timer`, [mappingPaths.timer])),
      mapping: reader.ask(mappingNoted),
    }),

  plan(wanted, found) {
    const asked = askedBy(wanted.settings);
    const texts = mappingTexts(wanted);
    const timer = write(found.timer, texts.timer);
    return changes(
      install(found.packages, programs),
      write(found.script, texts.script),
      write(found.service, texts.service),
      timer,
      !isGiven(found.mapping, asked) && askNow(wanted, asked),
      running(found.unit, `${name}.timer`, Boolean(timer)),
    );
  },

  async verify(wanted, reader) {
    const asked = askedBy(wanted.settings);
    const [found, timer, said] = await Promise.all([
      reader.ask(mappingNoted),
      reader.ask(unit(`${name}.timer`, [mappingPaths.timer])),
      reader.ask(mappingShown(verb(wanted, 'show', asked))),
    ]);
    const { router, server, port } = asked;
    const to = said.listed ? `${said.listed.to}:${said.listed.port}` : 'nobody';
    // a router that gave it but shows no list (NAT-PMP has none) is taken at its word
    const listed = found.noted?.how === 'nat-pmp' || !said.heard || to === `${server}:${port}`;
    const checked = [
      { what: `UDP ${port} given by ${router}`, fine: isGiven(found, asked) },
      { what: `UDP ${port} to ${to}`, fine: listed },
      { what: `${name}.timer`, fine: timer.state === 'running' && timer.enabled },
    ];
    if (checked.every(({ fine }) => fine))
      return ok([say('proof-mapping', { port, minutes: Math.round((found.noted?.lease ?? 0) / 60) })]);
    if (!listed || !isGiven(found, asked))
      return failed(failure('mapping-refused', { router, reason: `UDP ${port} to ${to}` }, { checked }));
    return failed(failure('service-not-running', { service: `${name}.timer` }, { checked }));
  },

  leaving: {
    plan(wanted, found) {
      const { noted } = found.mapping;
      const script = noted !== null && write(found.script, mappingTexts(wanted).script);
      return changes(
        switchedOff(found.unit, `${name}.timer`),
        script,
        noted && withdrawNow(wanted, noted),
        removed(found.timer),
        removed(found.service),
        removed(afterwards(found.script, script)),
      );
    },

    async verify(_wanted, reader) {
      const [found, timer] = await Promise.all([reader.ask(mappingNoted), reader.ask(unit(`${name}.timer`))]);
      const checked = [
        { what: 'mapping withdrawn', fine: found.noted === null },
        { what: `${name}.timer`, fine: !isOn(timer) },
      ];
      if (checked.every(({ fine }) => fine)) return ok([say('proof-switched-off', { service: `${name}.timer` })]);
      return failed(failure('command-failed', { command: 'mapping withdraw', status: 0 }, { checked }));
    },
  },
};
