// Debian's docker-registry over the cached images: writable on loopback while they are made, read-only in the lab.
// Surprise: it listens only inside; outside the namespace (while preparing) it takes a port of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { startIn, startOutside, until } from '../../processes.ts';
import { registryConfig, registryDir, registryPort } from '../places.ts';

export async function startRegistry(): Promise<void> {
  writeFileSync(registryConfig, config(registryPort, true));
  await startIn('inet', 'registry', ['docker-registry', 'serve', registryConfig]);
}

/** For pushing: answers on a loopback port of the machine; the caller stops the process by its name. */
export async function startWritableRegistry(port: number, configFile: string): Promise<string> {
  const name = 'registry-filling';
  mkdirSync(registryDir, { recursive: true });
  writeFileSync(configFile, config(port, false));
  await startOutside(name, ['docker-registry', 'serve', configFile]);
  await until(`docker-registry on 127.0.0.1:${port}`, () => answers(port), 15_000);
  return name;
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/v2/`).then(
    (response) => response.ok,
    () => false,
  );

const config = (port: number, readOnly: boolean): string => `version: 0.1
log:
  level: warn
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: ${registryDir}
  delete:
    enabled: false
  maintenance:
    uploadpurging:
      enabled: false
    readonly:
      enabled: ${readOnly}
http:
  addr: 127.0.0.1:${port}
  relativeurls: true
  secret: not-secret-in-a-lab
`;
