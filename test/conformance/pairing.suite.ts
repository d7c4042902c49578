import { SIDES, SYSTEM_NAMES } from '../../sync/model/entity';
import { PairBench } from './bench';
import { pairingOf } from './pairings';
import { answers } from './promises/answers';
import { arrivals } from './promises/arrivals';
import { firstLoad } from './promises/first-load';
import { lags } from './promises/lags';
import { meetings } from './promises/meetings';
import { rest } from './promises/rest';
import { webhooks } from './promises/webhooks';

/**
 * What the sync of any two systems promises, through the nodes and the template that the package ships.
 * @param key of the template
 */
export function pairingSuite(key: string): void {
	const pairing = pairingOf(key);
	describe(`${SYSTEM_NAMES[pairing.psa.id]} and ${SYSTEM_NAMES[pairing.platform.id]}`, () => {
		let running: PairBench;
		beforeEach(async () => {
			running = await PairBench.start(pairing);
		});
		afterEach(async () => await running.stop());
		const bench = (): PairBench => running;

		firstLoad(bench);

		describe('once they have met', () => {
			beforeEach(async () => await running.meet());

			describe.each(SIDES)('from the side "%s"', (from) => {
				arrivals(bench, from);
				answers(bench, from);
				lags(bench, from);
				webhooks(bench, from);
			});
			meetings(bench);
			rest(bench);
		});
	});
}
