/**
 * Docker with Compose 2. One that works is kept as it is. The surprises: Debian 13's own packages bring Compose 2 (and the command
 * line in a package of its own); Debian 12's, Ubuntu's and Raspberry Pi OS's do not, so Docker's repository is used there, its key
 * compared with the fingerprint that this release knows before apt may trust it.
 */
import { failure, FailureError } from '../../contract/failure';
import { say } from '../../contract/message';
import { failed, ok } from '../../contract/result';
import type { ServerFacts } from '../../contract/check';
import { install, running } from '../engine/compare';
import { render } from '../engine/template';
import { changes, type Change, type Step, type Wanted } from '../engine/step';
import { file, packages, unit, type FoundFile, type FoundUnit } from '../facts/common';
import { docker as dockerFact, type FoundDocker } from '../facts/docker';
import type { FoundRepository } from '../facts/apt-repository';
import { dockerRepository, dockerSource } from '../facts/docker-repository';
import { machine, system } from '../facts/preflight-system';
import { ownRepository, type WantedRepository } from './apt-repository';

const distributionPackages = ['docker.io', 'docker-cli', 'docker-compose'];
const ownPackages = ['docker-ce', 'docker-ce-cli', 'containerd.io', 'docker-buildx-plugin', 'docker-compose-plugin'];

export interface FoundDockerSetup {
  readonly docker: FoundDocker;
  readonly unit: FoundUnit;
  readonly packages: ReadonlyMap<string, string>;
  readonly repository: FoundRepository;
  readonly source: FoundFile;
  readonly system: ServerFacts['system'];
  readonly architecture: string;
}

export const docker: Step<FoundDockerSetup> = {
  id: 'docker',
  after: ['base'],
  wantedBy: () => true,

  async inspect(server) {
    const [found, service, installed, repository, source, systemFound, { architecture }] = await Promise.all([
      server.ask(dockerFact),
      server.ask(unit('docker.service')),
      server.ask(packages(...distributionPackages, ...ownPackages, 'gpg')),
      server.ask(dockerRepository),
      server.ask(file(dockerSource.sourcePath)),
      server.ask(system),
      server.ask(machine),
    ]);
    return { docker: found, unit: service, packages: installed, repository, source, system: systemFound, architecture };
  },

  plan(wanted, found) {
    if (found.docker?.snap) throw new FailureError(failure('docker-is-snap', {}));
    return changes(bringsCompose(found) ? [] : getDocker(wanted, found), running(found.unit, 'docker.service', false));
  },

  async verify(_wanted, server) {
    const found = await server.ask(dockerFact);
    if (found?.running && found.compose) return ok([say('proof-docker', { version: found.version })]);
    const checked = [
      { what: `docker ${found?.version ?? '–'}`, fine: found !== null },
      { what: 'systemctl is-active docker', fine: found?.running ?? false },
      { what: `docker compose ${found?.compose ?? '–'}`, fine: (found?.compose ?? null) !== null },
    ];
    return failed(failure('service-not-running', { service: 'docker' }, { checked }));
  },
};

/** The command line may be there without the service (it can be removed apart), which is no Docker. */
const bringsCompose = ({ docker: found, unit: service }: FoundDockerSetup): boolean =>
  found !== null && service.state !== 'missing' && Number.parseInt(found.compose ?? '0', 10) >= 2;

function getDocker(wanted: Wanted, found: FoundDockerSetup): readonly Change[] {
  if (fromDistribution(found)) return changes(install(found.packages, distributionPackages));
  return changes(
    ...ownRepository(repositoryOfDocker(wanted, found), found),
    install(found.packages, wantedOfDocker(found)),
  );
}

function repositoryOfDocker({ pins, template }: Wanted, { system, architecture }: FoundDockerSetup): WantedRepository {
  const distribution = system.id === 'ubuntu' ? 'ubuntu' : 'debian';
  return {
    ...dockerSource,
    owner: 'Docker',
    keyUrl: `https://download.docker.com/linux/${distribution}/gpg`,
    fingerprint: pins.dockerKey,
    content: render(template('docker/docker.sources'), { distribution, codename: system.codename, architecture }),
    summary: say('add-docker-repository', { distribution }),
  };
}

/** Debian 13 and later; one that was installed from Docker's own repository goes on with that. */
const fromDistribution = ({ system: { id, version }, packages: installed }: FoundDockerSetup): boolean =>
  id === 'debian' && (version === '' || Number(version) >= 13) && !installed.has('docker-ce');

/** A service that is there already is kept and only gets what it lacks. */
const wantedOfDocker = ({ packages: installed, unit: service }: FoundDockerSetup): readonly string[] =>
  installed.has('docker.io') && service.state !== 'missing' ? ['docker-compose-plugin'] : ownPackages;
