import { ConnectWise } from './systems/connectwise';
import type { Office } from './systems/workplace';

export interface Pairing {
	/** The key in the names of the templates. */
	readonly key: string;
	/** @param record where the traffic goes, to be held against the vendor's specification */
	office(record: string | undefined, seed: number): Promise<Office>;
}

/** The PSAs that the simulation knows how to work in; the platform is on the other side. */
export const PAIRINGS: Readonly<Record<string, Pairing>> = {
	connectwise: { key: 'connectwise', office: async (record, seed) => await ConnectWise.start(record, seed) },
};
