import { updateDisplayOptions, type IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../../../../sync/model/clock';
import { checkReadiness } from '../../../../sync/pipeline';
import type { OperationInput, OutputItem } from '../operation';
import { readinessItems } from './readiness-items';
import type { PageVerdict } from './readiness-page';
import { optionsProperty, phaseProperty, readReadiness } from './readiness-parameters';

export const description = updateDisplayOptions({ show: { resource: ['sync'], operation: ['checkReadiness'] } }, [
	phaseProperty,
	optionsProperty,
]);

/** Looks what stands in the way of another phase, and changes nothing. */
export async function execute(this: IExecuteFunctions, input: OperationInput): Promise<OutputItem[]> {
	const { store, sync } = input;
	const options = await readReadiness(this, input);
	const readiness = await checkReadiness({ store, clock: systemClock }, options);
	const { reasons, from } = readiness;
	const blocked = reasons.filter(({ state }) => state === 'blocks').length;
	const verdict = ((): PageVerdict => {
		const common = { switched: false, reasons };
		if (from.phase === options.to) {
			const title = `In phase ${options.to} already`;
			return { ...common, state: 'ok', title, text: `The sync "${sync}" has been in this phase since ${from.since}.` };
		}
		if (reasons.length === 0) {
			const text = 'Nothing stands in the way. Switch Phase looks once more before it switches.';
			return { ...common, state: 'ok', title: `Ready for phase ${options.to}`, text };
		}
		const title = `Not ready for phase ${options.to}`;
		if (blocked === 0) {
			const text = 'Nothing blocks the switch, but some checks warn. They can be overridden under Switch Although.';
			return { ...common, state: 'warns', title, text };
		}
		return { ...common, state: 'blocks', title, text: 'What blocks has to be settled first; it cannot be overridden.' };
	})();
	return await readinessItems(this, options, readiness, verdict, systemClock.now());
}
