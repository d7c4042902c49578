import { pairingSuite } from '../pairing.suite';

pairingSuite('autotask-halopsa');
