// What is in the archive, and what must be nowhere in the package: source maps, other people's folders, the switch that ends the sandbox.
import { filesBeside, isText, textOf, type Finding, type Package } from './package';

const allowed = (file: string): boolean => file.startsWith('dist/') || file === 'package.json';
const isCode = (file: string): boolean => /\.(js|cjs|mjs|css|html|json)$/.test(file);

export function contents(built: Package): Finding[] {
  const { inside, read } = built;
  const foreign = inside.filter((file) => !allowed(file) || file.includes('node_modules/'));
  const maps = inside.filter((file) => file.endsWith('.map'));
  const code = inside.filter(isCode);
  const naming = code.filter(
    // A comment at a line's beginning is what tools follow; in a string it is js-yaml's or Svelte's own word.
    (file) => /^\s*\/[/*][#@]\s*sourceMappingURL=/m.test(read(file)),
  );
  const open = [
    ...code.filter((file) => read(file).includes('no-sandbox')),
    ...filesBeside(built).filter((file) => isText(file) && textOf(file).includes('no-sandbox')),
  ];
  const finding = (rule: string) => (file: string) => ({ rule, file, found: file });
  return [
    ...foreign.map(finding('only dist and package.json')),
    ...[...maps, ...naming].map(finding('no source maps')),
    ...open.map(finding('no --no-sandbox')),
  ];
}
