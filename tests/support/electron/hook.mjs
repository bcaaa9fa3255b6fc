// Lets `import … from 'electron'` mean the stand-in, in a program that is otherwise run as it was built.
// Used as `node --import hook.mjs dist/main/main.js`; STANDIN_ELECTRON says where the built stand-in lies.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const file = process.env.STANDIN_ELECTRON;
if (!file) throw new Error('STANDIN_ELECTRON must name the built stand-in');
const target = JSON.stringify(pathToFileURL(file).href);
const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'electron' || specifier === 'electron/main'
    ? { url: ${target}, shortCircuit: true }
    : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
