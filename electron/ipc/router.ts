/** The router: which one it is, its guide, and whether what the person sets there has taken. */
import { failure, FailureError } from '../contract/failure';
import type { Handlers } from './register';
import type { Session } from './session';
import type { Workplace } from './workplace';

type Channels = 'router:detect' | 'router:list' | 'router:guide' | 'router:look' | 'router:reach';

const notYet = (): never => {
  throw new FailureError(failure('unexpected', {}));
};

export const routerHandlers = (_session: Session, _work: Workplace): Handlers<Channels> => ({
  'router:detect': notYet,
  'router:list': notYet,
  'router:guide': notYet,
  'router:look': notYet,
  'router:reach': notYet,
});
