import { SyncError } from '../../../model/errors';
import type { ActionPayload } from '../actions/write';
import { NO_CHARGE, type Lookups } from '../lookups';
import type { NamedThing } from '../schemas';
import { NO_CHARGE_NAME } from './records';

/**
 * The charge type that an entry is to have: HaloPSA bills by it, and knows no other "billable". Undefined leaves it as
 * HaloPSA has it.
 * @param others names to be tried where the tenant has none of the first
 * @param isBillable whether the entry is billable now; a new one is not
 * @throws SyncError REJECTED where something is to be billed and nothing says how
 */
export async function chargeTypeOf(
	given: ActionPayload,
	others: readonly unknown[],
	isBillable: boolean,
	lookups: Lookups,
): Promise<number | undefined> {
	const asked = given.flag('billable');
	const id = given.get('chargerate');
	const name = given.text('chargerate_name');
	if (asked === false) return NO_CHARGE;
	if (asked === undefined && !isBillable && !saysOtherwise(id)) return undefined;
	if (saysOtherwise(id)) return given.id('chargerate') ?? undefined;
	const known = await lookups.chargeTypes();
	const names = [name, ...others].filter((one): one is string => typeof one === 'string' && one !== '');
	if (names.length > 0 && !isNoCharge(names[0])) return pick(names, known);
	if (asked === undefined) return names.length > 0 ? NO_CHARGE : undefined;
	// One that is the only one is no guess.
	if (known.length === 1) return known[0].id;
	throw refuse(`is to be billed, and nothing says by which charge type`, known);
}

function saysOtherwise(id: unknown): boolean {
	return id !== null && id !== undefined && id !== '' && Number(id) !== NO_CHARGE;
}

function isNoCharge(name: string): boolean {
	return name.toLowerCase() === NO_CHARGE_NAME.toLowerCase();
}

/** Exactly as written, or without regard to case where there is none so. */
function pick(names: readonly string[], known: readonly NamedThing[]): number {
	for (const name of names) {
		const found =
			known.find((one) => one.name === name) ?? known.find((one) => one.name?.toLowerCase() === name.toLowerCase());
		if (found) return found.id;
	}
	throw refuse(`has the charge type "${names[0]}", which HaloPSA does not have`, known);
}

function refuse(what: string, known: readonly NamedThing[]): SyncError {
	const list = known
		.map(({ name }) => name)
		.slice(0, 20)
		.join(', ');
	const message = `HaloPSA: a time entry ${what}. Map the kind of work to one of HaloPSA's charge types in the field map of time entries (there are: ${list || 'none that this application may see'})`;
	return new SyncError('REJECTED', message, { system: 'halopsa', entity: 'timeEntry', field: 'chargerate_name' });
}
