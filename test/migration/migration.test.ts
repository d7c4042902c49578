import { resolve } from 'node:path';
import { farewell } from './farewell';
import { judge } from './judgements';
import { Msp } from './msp';
import { PAIRINGS, type Pairing } from './pairings';
import { reportOf } from './report';
import { sixMonths, type Length } from './six-months';

/*
 * The whole way of an MSP, from the first day of phase 1 to the PSA that only bills: six months through the templates as
 * they are shipped, between simulated systems, with outages, crashes, a step back, and people on both sides; for each PSA.
 *
 * `npm run test:migration` takes longer months; MIGRATION_SEED=… repeats what an earlier run reported.
 */

const { MIGRATION_PAIRING: ONE, MIGRATION_DAYS, MIGRATION_EDITS, MIGRATION_SEED } = process.env;
const LONG = MIGRATION_DAYS !== undefined;
const PATIENCE_MS = LONG ? 24 * 3_600_000 : 20 * 60_000;
const LIVED = PAIRINGS.filter(({ key }) => ONE === undefined || key === ONE);
if (LIVED.length === 0) throw new Error(`No pairing "${ONE}"; there are ${PAIRINGS.map(({ key }) => key).join(', ')}.`);

function lengthOf({ short }: Pairing): Length {
	return {
		seed: Number(MIGRATION_SEED ?? (LONG ? Math.floor(Math.random() * 2 ** 31) : 20_260_301)),
		days: Number(MIGRATION_DAYS ?? short.days),
		edits: Number(MIGRATION_EDITS ?? (LONG ? 100 : short.edits)),
	};
}

/** Only the short form's traffic is held against the vendor's specification: the long one's is more of the same. */
function trafficOf({ key }: Pairing): string | undefined {
	return LONG ? undefined : resolve(__dirname, `../.traffic/${key}-migration.jsonl`);
}

test.each(LIVED)(
	'six months with $key: nothing is lost or doubled, nothing internal is public, nobody is mailed twice, the books agree',
	async (pairing) => {
		const length = lengthOf(pairing);
		const msp = await Msp.start(pairing, trafficOf(pairing), length.seed);
		try {
			const history = await sixMonths(msp, length);
			const law = 'the billing report of each month says what both systems hold';
			const judgements = [{ law, ...history.reports }, await farewell(msp), ...(await judge(msp))];
			const report = reportOf(msp, length, history, judgements);
			if (LONG) process.stdout.write(`\n${report}\n`);
			if (judgements.some(({ wrong }) => wrong.length > 0)) throw new Error(report);
		} catch (error) {
			throw new Error(`MIGRATION_SEED=${length.seed}: ${(error as Error).message}`, { cause: error });
		} finally {
			await msp.stop();
		}
	},
	PATIENCE_MS,
);
