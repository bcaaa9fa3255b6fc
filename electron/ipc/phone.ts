/**
 * Phones with a direct line. The private key of a new phone is here, in main, until the window puts its code away; longer only in
 * this PC's keychain, and only if the person asked for it.
 */
import { failure, FailureError } from '../contract/failure';
import { tunnelNameOf, type PhoneCode } from '../contract/phone';
import type { NewPhone, Wanted } from '../provision/engine';
import { Secret } from '../provision/shell/secret';
import type { WhichServer } from '../store/phone-keys';
import { codePace } from './code-pace';
import { settingsNow } from './door';
import { makePassword } from './password';
import { saveText } from './plan';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels =
  | 'phone:list'
  | 'phone:add'
  | 'phone:change'
  | 'phone:remove'
  | 'phone:replace'
  | 'phone:code'
  | 'phone:save'
  | 'phone:account'
  | 'phone:forget-code';

export function phoneHandlers(session: Session, work: Workplace): Handlers<Channels> {
  const { engine, phoneKeys } = work;
  const pace = codePace(() => Date.now());
  const keepPace = (): void => pace(session.newPhone !== null);

  /** Keeps its keys if that is wanted and can be, and shows its code. */
  const shown = async (made: NewPhone, keep: boolean): Promise<PhoneCode> => {
    return draw(made, keep && (await keptOnThisPc(made)));
  };
  const here = (): WhichServer => ({
    host: session.address,
    fingerprint: session.connection?.hostKey.fingerprint ?? '',
  });
  const keptOnThisPc = ({ phone, keys: { privateKey, presharedKey } }: NewPhone): Promise<boolean> =>
    phoneKeys.keep(here(), phone.publicKey, {
      privateKey: privateKey.reveal(),
      presharedKey: presharedKey.reveal(),
    });
  const draw = (made: NewPhone, kept: boolean): PhoneCode => {
    const { phone, config, endpoint } = made;
    const tunnelName = tunnelNameOf(phone.name);
    session.newPhone = { publicKey: phone.publicKey, tunnelName, config };
    return { phone, ...work.qrCode(config.reveal()), tunnelName, endpoint, kept };
  };
  /** Said with its name; whether there is such a phone at all, the server knows. */
  const notKept = async (publicKey: string): Promise<FailureError> => {
    const { phones } = await engine.listPhones(await session.server());
    const phone = phones.find((one) => one.publicKey === publicKey);
    return new FailureError(
      phone ? failure('phone-not-kept', { name: phone.name }) : failure('phone-unknown', { name: publicKey }),
    );
  };
  const forget = async (publicKey: string): Promise<void> => {
    await phoneKeys.forget(publicKey);
    if (session.newPhone?.publicKey === publicKey) session.newPhone = null;
  };

  return {
    'phone:list': async () => {
      const server = await session.server();
      const list = await engine.listPhones(server, await phoneKeys.kept(here()));
      // another PC of the family may have removed some
      await phoneKeys.retain(
        here(),
        list.phones.map(({ publicKey }) => publicKey),
      );
      return list;
    },
    'phone:add': async ({ keep, ...wish }) => {
      session.refuseWhileWorking();
      keepPace();
      return shown(await engine.addPhone(await session.server(), wish), keep);
    },
    'phone:change': async (publicKey, edit) => {
      session.refuseWhileWorking();
      return engine.changePhone(await session.server(), { publicKey }, edit);
    },
    'phone:remove': async (publicKey) => {
      session.refuseWhileWorking();
      await engine.removePhone(await session.server(), { publicKey });
      await forget(publicKey);
      return undefined;
    },
    'phone:replace': async (publicKey, { keep }) => {
      session.refuseWhileWorking();
      keepPace();
      const made = await engine.replacePhone(await session.server(), { publicKey });
      await forget(publicKey);
      return shown(made, keep);
    },
    'phone:code': async (publicKey) => {
      keepPace();
      const kept = await phoneKeys.of(publicKey);
      if (!kept) throw await notKept(publicKey);
      const keys = { privateKey: new Secret(kept.privateKey), presharedKey: new Secret(kept.presharedKey) };
      return draw(await engine.codeOf(await session.server(), publicKey, keys), true);
    },
    'phone:save': async (publicKey) => {
      const { newPhone } = session;
      if (newPhone?.publicKey !== publicKey) throw await notKept(publicKey);
      const path = await work.desktop.chooseTarget(`${newPhone.tunnelName}.conf`);
      if (path !== null) await saveText(path, newPhone.config.reveal(), 0o600);
      return path;
    },
    'phone:account': async ({ name, email, adminPassword: given }) => {
      session.refuseWhileWorking();
      const server = await session.server();
      const settings = await settingsNow(server, session, work);
      const adminPassword = adminPasswordFrom(given, session.secrets, work);
      const before = session.members.get(email);
      const password = before ?? new Secret(makePassword(work.release.words()));
      work.redaction.know(password.reveal());
      session.members.set(email, password);
      const tried = before !== undefined;
      await engine.makeAccount(server, settings, adminPassword, { name, email, password, tried });
      // it was right: it need not be asked for again
      session.secrets = { ...session.secrets, adminPassword };
      return { email, password: password.reveal() };
    },
    'phone:forget-code': () => {
      session.newPhone = null;
      return undefined;
    },
  };
}

function adminPasswordFrom(given: string | null, { adminPassword }: Wanted['secrets'], work: Workplace): Secret {
  work.redaction.know(given);
  if (given !== null) return new Secret(given);
  if (!adminPassword) throw new FailureError(failure('secret-missing', { name: 'adminPassword' }));
  return adminPassword;
}
