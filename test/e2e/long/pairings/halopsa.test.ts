import { daySuite } from '../../day/day.suite';

daySuite('halopsa');
