// The suites, in the order that tells soonest what is wrong. Those of the lab speak to a real server in network namespaces.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pinsFile } from '../../tests/lab/internet/index';
import { root } from '../build/bundles';
import { countPlaywright, countVitest, none, type Counts } from './count';
import { lanes } from './lanes';
import { keepServerJournal, listEvidence } from './evidence';
import { binary, run } from './run';

export interface Suite {
  readonly name: string;
  readonly needsLab: boolean;
  /** It measures, and so nothing else may run. */
  readonly alone?: boolean;
  run(): Promise<Counts>;
  /** The rest of it, each in a lab of its own while others run: two cores are not busy with one server. */
  readonly beside?: readonly (() => Promise<Counts>)[];
}

/** Where the runner of this suite is to write its report; an older one would be counted for it. */
function freshReport(name: string): string {
  const report = join(root, 'test-results/reports', `${name}.json`);
  rmSync(report, { force: true });
  return report;
}

function vitest(name: string, needsLab: boolean, minutes: number, files: readonly string[] = []): Suite {
  return {
    name,
    needsLab,
    async run() {
      if (!existsSync(join(root, 'tests', name))) return none;
      const report = freshReport(name);
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const code = await run([binary('vitest'), 'run', '--project', project(name), ...reporters, ...files], {
        minutes,
      });
      return countVitest(report, code);
    },
  };
}

const testFiles = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(folder, file))
    .toSorted();

/** What runs in the first lab before its files do. */
const e2eSeconds = 480;
const labLanes = lanes(existsSync(join(root, 'tests/lab')) ? testFiles('tests/lab') : [], 3, e2eSeconds);

/** A lane in a lab of its own; what it says is shown when it ends. */
async function besideLane(n: number, files: readonly string[]): Promise<Counts> {
  const name = `lab-${n + 1}`;
  const log = join(root, `test-results/reports/${name}.log`);
  mkdirSync(dirname(log), { recursive: true });
  rmSync(log, { force: true });
  const report = freshReport(name);
  const own = { env: { IAH_LAB: `beside${n}` }, into: log };
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  await run([binary('tsx'), 'scripts/lab.ts', 'up'], { minutes: 5, ...own });
  const code = await run([binary('vitest'), 'run', '--project', 'lab', ...reporters, ...files], {
    minutes: 45,
    ...own,
  });
  await run([binary('tsx'), 'scripts/lab.ts', 'down'], { minutes: 3, ...own });
  console.log(`\n── ${name}, beside ${'─'.repeat(46)}\n${readFileSync(log, 'utf8')}`);
  return countVitest(report, code);
}

const lab: Suite = {
  name: 'lab',
  needsLab: true,
  run: () => vitest('lab', true, 45, labLanes[0]).run(),
  beside: labLanes.slice(1).map((files, n) => () => besideLane(n + 1, files)),
};

/** A browser project is called after its browser as well. */
const project = (name: string): string => (name === 'component' ? 'component*' : name);

/** The whole Playwright process runs on the family's PC, so that the window, its debugger and the server are in one network. */
const e2e: Suite = {
  name: 'e2e',
  needsLab: true,
  async run() {
    if (!existsSync(join(root, 'tests/e2e'))) return none;
    const report = freshReport('e2e');
    const playwright = [binary('playwright'), 'test', '--reporter=list,json'];
    const code = await run([binary('tsx'), 'scripts/lab.ts', 'exec', 'pc', ...playwright], {
      minutes: 20,
      // The lab's registry holds other images than the real one.
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, IMMICH_AT_HOME_PINS: pinsFile },
    });
    if (code !== 0) {
      await keepServerJournal();
      listEvidence();
    }
    return countPlaywright(report, code);
  },
};

export const suites: readonly Suite[] = [
  vitest('unit', false, 5),
  vitest('cases', false, 5),
  vitest('component', false, 10),
  vitest('package', false, 8),
  e2e,
  lab,
  { ...vitest('start', false, 5), alone: true },
  { ...vitest('bench', true, 15), alone: true },
];
