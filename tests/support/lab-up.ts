// For `beforeAll` of a file that needs the lab: uses the one that is up (`npm test` has it so), or brings one up and leaves it, since
// a second run by hand is then quicker (`npm run lab -- down` ends it). Give it minutes: the first time downloads a Debian.
import { status, up } from '../lab/lab';

export async function labIsUp(): Promise<void> {
  if (!status().up) await up();
}
