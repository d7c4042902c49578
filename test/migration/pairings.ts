import { Autotask } from './systems/autotask';
import { ConnectWise } from './systems/connectwise';
import { HaloPsa } from './systems/halopsa';
import type { Office } from './systems/workplace';

export interface Pairing {
	/** The key in the names of the templates. */
	readonly key: string;
	/** Days a month and edits a day of the short form. */
	readonly short: { readonly days: number; readonly edits: number };
	/** @param record where the traffic goes, to be held against the vendor's specification */
	office(record: string | undefined, seed: number): Promise<Office>;
}

/** The PSAs that the simulation knows how to work in; the platform is on the other side. */
export const PAIRINGS: readonly Pairing[] = [
	{
		key: 'connectwise',
		short: { days: 3, edits: 15 },
		office: async (record, seed) => await ConnectWise.start(record, seed),
	},
	{
		key: 'autotask',
		short: { days: 1, edits: 6 },
		office: async (record, seed) => await Autotask.start(record, seed),
	},
	{
		key: 'halopsa',
		short: { days: 1, edits: 6 },
		office: async (record, seed) => await HaloPsa.start(record, seed),
	},
];
