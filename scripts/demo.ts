// `npm run demo`: brings up the lab and opens the wizard in the family PC's place. `-- --unattended` lets the command line do it all
// and ends with one line of results as JSON; `--keep` leaves the lab up to look around in (`npm run lab -- exec home …`, `down`).
import { parseArgs } from 'node:util';
import { cannotRunHere, down, up } from '../tests/lab/lab';
import { build } from './build/bundles';
import { setUpByItself } from './demo/unattended';
import { driveWithoutAScreen, hasScreen, openForAPerson } from './demo/window';

const { values: wanted } = parseArgs({
  options: { unattended: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});

async function demonstrate(): Promise<void> {
  if (wanted.unattended) console.log(JSON.stringify(await setUpByItself()));
  else if (hasScreen()) await openForAPerson();
  else await driveWithoutAScreen();
}

const obstacle = cannotRunHere();
if (obstacle !== undefined) {
  console.error(`npm run demo: ${obstacle}. \`npm start\` opens the program for a server of your own.`);
  process.exit(1);
}
await build();
process.stderr.write('bringing up the lab: a home, an internet and a phone\n');
await up();
try {
  await demonstrate();
} catch (error) {
  const failed = error instanceof Error ? error.message : String(error);
  if (wanted.unattended) console.log(JSON.stringify({ failed }));
  else console.error(failed);
  process.exitCode = 1;
} finally {
  if (wanted.keep) process.stderr.write('the lab is still up; `npm run lab -- down` ends it\n');
  else await down();
}
