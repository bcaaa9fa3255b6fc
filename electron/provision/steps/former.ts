/**
 * Names of before, when everything else is done and today's are proven: they lead on to today's for as long as they are wanted, and are
 * taken out here last, after nothing leads to them any more. The surprise is what stands first and does next to nothing: it looks whether
 * today's names answer, and taken back it is what has nginx serve the names of before in full again, before an undo goes on to take
 * away what they lead on to.
 */
import { failure } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import { hasDirectWay, hasPublicDoor } from '../../contract/ways';
import { run, service, write } from '../engine/compare';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { answers } from '../facts/answers';
import { certificate, type FoundCertificate } from '../facts/certificate';
import { file, text, type FoundFile } from '../facts/common';
import { nginx as nginxFact, type FoundNginx } from '../facts/nginx';
import { Sh, sh } from '../shell/sh';
import { namesToDrop, namesWanted, narrow, rehearsalPath, rehearse } from './certificate';
import { formerSeen } from './former-seen';
import { removed } from './leaving';
import { takeUp } from './nginx';
import { formerConfPath, leadsOn, namesIn, namesOfBefore, redirectedText } from './nginx-texts';

export interface FoundFormer {
  readonly conf: FoundFile;
  readonly nginx: FoundNginx;
  readonly certificate: FoundCertificate | null;
  readonly rehearsed: string | null;
}

const nginxUnit = 'nginx.service';

/** Waits until nginx does not lead on any more under this name: a reload is done before its workers have changed. */
const serveAgain = (host: string): Sh => sh`systemctl reload ${nginxUnit}
until=$(( $(date +%s) + 10 ))
while curl -s --noproxy '*' --max-time 2 -o /dev/null -w '%{http_code}' -H ${`Host: ${host}`} http://127.0.0.1:8283/ | grep -q 308; do
  [ "$(date +%s)" -lt "$until" ] || break
  sleep 0.1
done`;

/** The names that were taken out: an undo has nginx read the file that is back when all are. This says that nothing is gone for good. */
const serveAgainLast: Change['undo'] = { kind: 'run', command: new Sh(':') };

/** Today's names answer here, at every listener that they have. */
function checkToday({ settings }: Wanted, before: string): Change {
  const { hosts, lan } = settings;
  const fetch = `curl -sk --noproxy '*' --max-time 10`;
  const pong = `grep -qF '"res":"pong"'`;
  const command = new Sh(
    [
      `${fetch} ${sh`-H ${`Host: ${hosts.photos}`}`.text} http://127.0.0.1:8283/api/server/ping | ${pong}`,
      ...(hasDirectWay(settings)
        ? [
            `${fetch} ${sh`--resolve ${`${hosts.photos}:443:${lan.address}`} ${`https://${hosts.photos}/api/server/ping`}`.text} | ${pong}`,
          ]
        : []),
      ...(hasPublicDoor(settings)
        ? [
            `${fetch} -o /dev/null -w '%{http_code}' ${sh`-H ${`Host: ${hosts.share}`}`.text} http://127.0.0.1:8283/ | grep -qx 403`,
          ]
        : []),
    ].join('\n'),
  );
  return run(say('check-names', { hosts: namesToday(settings) }), command, {
    undo: { kind: 'run', command: serveAgain(before) },
  });
}

const namesToday = (settings: Wanted['settings']): string =>
  [settings.hosts.photos, ...(hasPublicDoor(settings) ? [settings.hosts.share] : [])].join(', ');

/** The file as it is to be; null when there is nothing to do. */
function leadOn(wanted: Wanted, found: FoundFormer): Change | false {
  const { photos, share } = namesOfBefore(wanted);
  const hosts = [...photos, ...share];
  const dropped = namesIn(found.conf.text).filter((name) => !hosts.includes(name));
  const change = hosts.length > 0 ? write(found.conf, redirectedText(wanted, found.nginx)) : removed(found.conf);
  if (!change) return false;
  const summary = leadsOn(found.conf.text, wanted, found.nginx)
    ? say('drop-former-names', { hosts: dropped.join(', ') })
    : say('redirect-former-names', { hosts: hosts.join(', '), to: wanted.settings.hosts.photos });
  return { ...change, summary };
}

function plan(wanted: Wanted, found: FoundFormer): readonly Change[] {
  const conf = leadOn(wanted, found);
  const { photos } = namesOfBefore(wanted);
  const begins = conf && conf.summary.key === 'redirect-former-names';
  const dropped = namesToDrop(wanted.settings, found);
  const list = namesWanted(wanted.settings);
  return changes(
    begins && checkToday(wanted, photos[0] ?? namesOfBefore(wanted).share[0] ?? ''),
    conf,
    conf && takeUp(service(nginxUnit, 'reload', begins ? 'keep' : serveAgainLast)),
    dropped.length > 0 && [narrow(list, wanted), rehearse(list)],
  );
}

const verify: Step<FoundFormer>['verify'] = async (wanted, reader) => {
  const [seen, conf] = await Promise.all([formerSeen(wanted, reader), reader.ask(file(formerConfPath))]);
  const { photos, share } = namesOfBefore(wanted);
  const hosts = [...photos, ...share];
  const checked = [
    ...seen.map(({ what, leadsOn: fine }) => ({ what, fine })),
    ...namesIn(conf.text).map((name) => ({ what: `${name} in ${formerConfPath}`, fine: hosts.includes(name) })),
  ];
  if (!checked.every(({ fine }) => fine))
    return failed(failure('service-not-running', { service: 'nginx' }, { checked }));
  return ok(
    hosts.length > 0 ? [say('proof-former', { hosts: hosts.join(', '), to: namesToday(wanted.settings) })] : [],
  );
};

export const former: Step<FoundFormer> = {
  id: 'former',
  after: ['links'],
  wantedBy: ({ former: list }) => list.length > 0,
  inspect: (reader) =>
    answers({
      conf: reader.ask(file(formerConfPath)),
      nginx: reader.ask(nginxFact),
      certificate: reader.ask(certificate),
      rehearsed: reader.ask(text('renewal-tested', sh`cat ${rehearsalPath}`)),
    }),
  plan,
  verify,
  leaving: { plan, verify, last: true },
};
