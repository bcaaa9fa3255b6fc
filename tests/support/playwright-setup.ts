// Once before all specifications: where there is no Electron, its stand-in is built.
import { buildStandIn } from './electron/build';

export default buildStandIn;
