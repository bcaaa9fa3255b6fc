// The lab around the suites that need it: up once, down at the end, whatever happened. Where it cannot be, says why.
import { cannotRunHere, down, up } from '../../tests/lab/lab';

export const labObstacle = cannotRunHere;

export async function withLab<Result>(work: () => Promise<Result>): Promise<Result> {
  const started = performance.now();
  await up();
  console.log(`the lab is up (${((performance.now() - started) / 1000).toFixed(0)} s)`);
  try {
    return await work();
  } finally {
    await down();
  }
}
