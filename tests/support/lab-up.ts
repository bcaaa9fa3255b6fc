// For vitest's lab and bench projects: uses the lab that is up (npm test has it so), or brings one up and takes it down again.
import { cannotRunHere, down, status, up } from '../lab/lab';

export default async function labUp(): Promise<(() => Promise<void>) | undefined> {
  if (cannotRunHere() !== undefined || status().up) return undefined;
  await up();
  return down;
}
