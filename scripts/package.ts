/**
 * `npm run package`: installers of this machine's own platform, into release/. `-- --all`: everything that can be built on this platform.
 * `-- --dry`: around a stand-in for Electron, where its binary cannot be had.
 */
import { parseArgs } from 'node:util';
import { build as buildBundles } from './build/bundles';
import { pack } from './package/pack';

const { values } = parseArgs({
  options: { all: { type: 'boolean', default: false }, dry: { type: 'boolean', default: false } },
});
await buildBundles();
await pack({ all: values.all, dry: values.dry });
