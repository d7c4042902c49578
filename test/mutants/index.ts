import { applyingMutants } from './applying';
import { billingMutants } from './billing';
import { contentMutants } from './contents';
import { mappingMutants } from './mapping';
import type { Mutant } from './mutant';
import { phaseMutants } from './phases';
import { planningMutants } from './planning';
import { readingMutants } from './reading';
import { scopeMutants } from './scope';
import { storeMutants } from './store';

export { mutated, type Edit, type Mutant } from './mutant';

/** Every planted bug. */
export const MUTANTS: readonly Mutant[] = [
	...readingMutants,
	...planningMutants,
	...storeMutants,
	...applyingMutants,
	...mappingMutants,
	...phaseMutants,
	...billingMutants,
	...contentMutants,
	...scopeMutants,
];

/** @throws Error for a name that no mutant has. */
export function mutantNamed(name: string): Mutant {
	const found = MUTANTS.find((mutant) => mutant.name === name);
	if (!found) throw new Error(`There is no mutant "${name}". There are: ${MUTANTS.map((one) => one.name).join(', ')}.`);
	return found;
}
