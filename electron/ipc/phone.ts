/** Phones with a direct line. The private key of a new phone is here, in main, until the window puts its code away. */
import { failure, FailureError } from '../contract/failure';
import type { Handlers } from './register';
import { saveText } from './plan';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'phone:list' | 'phone:add' | 'phone:remove' | 'phone:save' | 'phone:forget-code';

export const phoneHandlers = (session: Session, work: Workplace): Handlers<Channels> => ({
  'phone:list': async () => work.engine.listPhones(await session.server()),
  'phone:add': async (name) => {
    session.refuseWhileWorking();
    const { phone, config } = await work.engine.addPhone(await session.server(), name);
    session.newPhone = { name: phone.name, config };
    return { phone, ...work.qrCode(config.reveal()) };
  },
  'phone:remove': async (name) => {
    session.refuseWhileWorking();
    await work.engine.removePhone(await session.server(), name);
    if (session.newPhone?.name === name) session.newPhone = null;
    return undefined;
  },
  'phone:save': async (name) => {
    const { newPhone } = session;
    if (newPhone?.name !== name) throw new FailureError(failure('phone-unknown', { name }));
    const path = await work.desktop.chooseTarget(`${fileName(name)}.conf`);
    if (path !== null) await saveText(path, newPhone.config.reveal(), 0o600);
    return path;
  },
  'phone:forget-code': () => {
    session.newPhone = null;
    return undefined;
  },
});

/** Apps take the tunnel's name from the file's: at most 15 of [a-zA-Z0-9_=+.-]. */
const fileName = (name: string): string => {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_=+.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return plain.slice(0, 15) || 'phone';
};
