import { resolve } from 'node:path';
import { judge } from './judgements';
import { Msp } from './msp';
import { PAIRINGS } from './pairings';
import { reportOf } from './report';
import { sixMonths, type Length } from './six-months';

/*
 * The whole way of an MSP, from the first day of phase 1 to the PSA that only bills: six months through the templates as
 * they are shipped, between simulated systems, with outages, crashes, a step back, and people on both sides.
 *
 * `npm run test:migration` takes longer months; MIGRATION_SEED=… repeats what an earlier run reported.
 */

const LONG = process.env.MIGRATION_DAYS !== undefined;
const PAIRING = PAIRINGS[process.env.MIGRATION_PAIRING ?? 'connectwise'];
const LENGTH: Length = {
	seed: Number(process.env.MIGRATION_SEED ?? (LONG ? Math.floor(Math.random() * 2 ** 31) : 20_260_301)),
	days: Number(process.env.MIGRATION_DAYS ?? 3),
	edits: Number(process.env.MIGRATION_EDITS ?? (LONG ? 100 : 15)),
};
/** Only the short form's traffic is held against the vendor's specification: the long one's is more of the same. */
const TRAFFIC = LONG ? undefined : resolve(__dirname, `../.traffic/${PAIRING.key}-migration.jsonl`);
const PATIENCE_MS = LONG ? 24 * 3_600_000 : 10 * 60_000;

test(
	`six months with ${PAIRING.key}: nothing is lost or doubled, nothing internal is public, nobody is mailed twice, the books agree`,
	async () => {
		const msp = await Msp.start(PAIRING, TRAFFIC, LENGTH.seed);
		try {
			const history = await sixMonths(msp, LENGTH);
			const judgements = await judge(msp);
			const report = reportOf(msp, LENGTH, history, judgements);
			if (LONG) process.stdout.write(`\n${report}\n`);
			if (judgements.some(({ wrong }) => wrong.length > 0)) throw new Error(report);
		} catch (error) {
			throw new Error(`MIGRATION_SEED=${LENGTH.seed}: ${(error as Error).message}`, { cause: error });
		} finally {
			await msp.stop();
		}
	},
	PATIENCE_MS,
);
