import type { IDataObject } from 'n8n-workflow';
import type { Msp } from './msp';
import type { TimeSeen } from './systems/workplace';

const DAY_MS = 24 * 3_600_000;
/** Before anybody worked. */
const FIRST_DAY = '2026-01-01';

/**
 * The billing report at its click, over all that was ever worked: held against what the two systems themselves hold, to
 * the minute and the cent.
 * @returns what is wrong
 */
export async function wrongInReport(msp: Msp): Promise<string[]> {
	const now = new Date(Date.now() + DAY_MS).toISOString().slice(0, 10);
	const before = { ...msp.asked };
	const [total] = await msp.click('When Billing', {
		period: 'days',
		firstDay: FIRST_DAY,
		lastDay: now,
		options: { conflictResolve: 'Resolve Conflicts', timeZone: 'UTC' },
	});
	const { psa, platform } = msp;
	const held: Readonly<Record<string, number>> = {
		psaMinutes: minutes(psa.times()),
		platformMinutes: minutes(platform.times()),
		psaBilledMinutes: minutes(psa.times().filter(({ billed }) => billed)),
		platformBilledMinutes: minutes(platform.times().filter(({ billed }) => billed)),
		psaCents: cents(psa),
		platformCents: cents(platform),
	};
	const [amounts] = total.amounts as IDataObject[];
	const told: IDataObject = { ...total, psaCents: toCents(amounts?.psa), platformCents: toCents(amounts?.platform) };
	const wrong = Object.entries(held)
		.filter(([figure, value]) => told[figure] !== value)
		.map(([figure, value]) => `on ${now} the billing report says ${figure} ${String(told[figure])}, not ${value}`);
	if (msp.asked.psa !== before.psa || msp.asked.platform !== before.platform)
		wrong.push(`on ${now} the billing report asked a system`);
	return wrong;
}

function minutes(times: readonly TimeSeen[]): number {
	return times.reduce((sum, entry) => sum + entry.minutes, 0);
}

function cents(place: Msp['psa'] | Msp['platform']): number {
	return place.invoices().reduce((sum, invoice) => (invoice.voided ? sum : sum + invoice.cents), 0);
}

function toCents(amount: unknown): number {
	return Math.round(Number(amount ?? 0) * 100);
}
