// `npm start`: builds and opens the program in Electron.
import { spawn } from 'node:child_process';
import { build, root } from './build/bundles';
import { electronBinary } from './electron-binary';

await build();
const binary = electronBinary();
if (binary === undefined) {
  console.error(
    'npm start: Electron’s binary cannot be downloaded from here. `npm run demo` shows the same program in Chromium.',
  );
  process.exitCode = 1;
} else {
  const child = spawn(binary, [root, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
}
