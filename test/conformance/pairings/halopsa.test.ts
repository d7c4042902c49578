import { pairingSuite } from '../pairing.suite';

pairingSuite('halopsa');
