// `npm test [-- unit cases component package e2e lab start bench]`: builds, runs the suites, and ends with one line that counts them all.
import { build } from './build/bundles';
import { none, oneFailure, spoken, sum, type Counts } from './test/count';
import { labObstacle, withLab } from './test/lab';
import { suites, type Suite } from './test/suites';

const names = process.argv.slice(2);
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`test: no such suite: ${unknown.join(', ')} (there are ${suites.map(({ name }) => name).join(', ')})`);
  process.exit(2);
}

const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name));

async function runAll(these: readonly Suite[]): Promise<Counts> {
  let total = none;
  for (const suite of these) {
    console.log(`\n── ${suite.name} ${'─'.repeat(60 - suite.name.length)}`);
    const started = performance.now();
    const counts = await suite.run();
    console.log(`${suite.name}: ${spoken(counts)} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    total = sum(total, counts);
  }
  return total;
}

/** What measures comes last, when nothing else runs any more. */
async function sideBySide(these: readonly Suite[]): Promise<Counts> {
  const beside = these.flatMap(({ name, beside = [] }) => beside.map((rest) => counted(`${name}, beside`, rest)));
  const first = await runAll(these.filter(({ alone }) => !alone));
  return sum(first, ...(await Promise.all(beside)), await runAll(these.filter(({ alone }) => alone)));
}

/** With a lab, all that needs none runs beside the others as well: it would only wait. */
async function runChosen(): Promise<Counts> {
  const inTheLab = chosen.filter(({ needsLab }) => needsLab);
  const obstacle = inTheLab.length === 0 ? 'none is asked for' : labObstacle();
  if (obstacle === undefined) return withLab(() => sideBySide(chosen));
  const counts = await runAll(chosen.filter(({ needsLab }) => !needsLab));
  if (inTheLab.length === 0) return counts;
  console.log(`\nskipped: ${inTheLab.map(({ name }) => name).join(', ')}, because ${obstacle}`);
  return sum(counts, { ...none, skipped: inTheLab.length });
}

/** A suite that breaks instead of failing is a failure, not the end of the others. */
async function counted(what: string, work: () => Promise<Counts>): Promise<Counts> {
  try {
    return await work();
  } catch (error) {
    console.error(`test: ${what}:`, error);
    return oneFailure;
  }
}

const total = sum(
  // .ci/run counts a failed check with the tests: its last line has to tell the whole truth.
  process.env['CHECK_FAILED'] === '1' ? oneFailure : none,
  await counted('the build', () => build().then(() => none)),
  await counted('suites', runChosen),
);

if (total.passed + total.failed === 0) console.error('test: nothing ran');
console.log(`\n${spoken(total)}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
