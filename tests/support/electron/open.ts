// Opens the built program in the stand-in for a person to use: a Chromium window without tabs or address.
import { join } from 'node:path';
import { launchStandIn } from './launch';

const program = await launchStandIn({
  root: join(import.meta.dirname, '../../..'),
  env: { STANDIN_HEADED: '1', STANDIN_LOCALE: Intl.DateTimeFormat().resolvedOptions().locale },
});
process.exitCode = await program.ended;
