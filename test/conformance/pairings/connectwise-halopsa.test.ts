import { pairingSuite } from '../pairing.suite';

pairingSuite('connectwise-halopsa');
