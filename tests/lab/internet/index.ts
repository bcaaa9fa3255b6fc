// The lab's internet: what others of the lab and the tests need of it.
// Surprise: `prepareInternet` does everything that needs a mirror and is slow, once per cache; `startInternet` needs none.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runDir } from '../names.ts';
import { isRunning, logFile, startIn, until } from '../processes.ts';
import { startPebble } from './acme/pebble.ts';
import { prepareCertificates } from './ca.ts';
import { internet } from './control.ts';
import { prepareImages, pins } from './images/index.ts';
import { prepareCloudflaredPackages } from './cloudflared/index.ts';
import { prepareDockerPackages } from './docker-packages/index.ts';
import { aloneInCache } from './lock.ts';
import { controlSocket } from './places.ts';
import { startRegistry } from './registry/server.ts';

export {
  addresses,
  cloudflaredKeyFingerprint,
  dockerKeyFingerprint,
  laterPinsFile,
  pebbleRoot,
  pinsFile,
  clubZone,
  secondZone,
  zone,
} from './places.ts';
export { brokenVersion, immichVersion, nextVersion } from './images/recipes.ts';
export { internet, type InternetState } from './control.ts';
export { tokens } from './tokens.ts';
export { caFingerprint } from './ca.ts';
export { pins };

const here = dirname(fileURLToPath(import.meta.url));
const projectRoot = join(here, '..', '..', '..');

export function prepareInternet(): Promise<void> {
  return aloneInCache(async () => {
    await prepareCertificates();
    await Promise.all([prepareImages(), prepareDockerPackages(), prepareCloudflaredPackages()]);
  });
}

export async function startInternet(): Promise<void> {
  mkdirSync(runDir, { recursive: true });
  rmSync(controlSocket, { force: true });
  await startIn('inet', 'internet', [process.execPath, '--import', 'tsx', join(here, 'main.ts')], { cwd: projectRoot });
  await Promise.all([until("the internet's control socket", internetAnswers, 30_000), startPebble(), startRegistry()]);
  pins();
}

async function internetAnswers(): Promise<boolean> {
  if (!isRunning('internet')) throw new Error(`the internet went down: ${readFileSync(logFile('internet'), 'utf8')}`);
  return internet.state().then(
    () => true,
    () => false,
  );
}
