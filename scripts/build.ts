// `npm run build`: from electron/, renderer/ and resources/ to dist/.
import { build } from './build/bundles';

const started = performance.now();
await build();
console.log(`built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s`);
