/** Docker's own apt repository: used where a distribution has no Docker with Compose 2. */
import { aptRepository, parseAptRepository, type AptRepository, type FoundRepository } from './apt-repository';
import type { Fact } from './fact';

export const dockerSource = {
  keyPath: '/etc/apt/keyrings/docker.asc',
  sourcePath: '/etc/apt/sources.list.d/docker.sources',
  named: 'download\\.docker\\.com/linux',
} as const satisfies AptRepository;

export const parseRepository = (stdout: string): FoundRepository => parseAptRepository(stdout, dockerSource.sourcePath);

export const dockerRepository: Fact<FoundRepository> = aptRepository('docker-repository', dockerSource);
