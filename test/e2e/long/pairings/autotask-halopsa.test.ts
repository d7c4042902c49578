import { daySuite } from '../../day/day.suite';

daySuite('autotask-halopsa');
