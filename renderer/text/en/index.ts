// English: the catalogue that gives the others their shape.
import { doorByHand } from './door';
import { failures } from './failures';
import { findings } from './findings';
import { messages } from './messages';
import { fieldProblems, parts } from './parts';
import { screens } from './screens';

export const en = { ...screens, doorByHand, failures, findings, messages, fieldProblems, parts };
